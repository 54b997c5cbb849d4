import { createHash, randomBytes } from "node:crypto";

/** Crockford's base 32: no letters that are taken for digits, or that make words. https://www.crockford.com/base32.html */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/** 20 characters of 5 bits: 100 bits. */
const length = 20;

/** A fresh id of a request. */
export function newId(): string {
  return encode(randomBytes(length));
}

/** The id of the request that this caller asks for under this key: the same for the same two, so that one put decides. */
export function idFor(sub: string, key: string): string {
  return encode(
    createHash("sha256")
      .update(JSON.stringify([sub, key]))
      .digest()
      .subarray(0, length),
  );
}

/** Whether a text could be the id of a request. */
export function isId(text: string): boolean {
  return text.length === length && [...text].every((character) => alphabet.includes(character));
}

function encode(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join("");
}
