import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { keep, readKept } from "./kept-file.ts";

export interface SigningKey {
  /** Signs any claims as an RS256 JWT, its header as Cognito's: `kid` and `alg` alone. */
  sign(claims: Readonly<Record<string, unknown>>): string;
  /** The public half, as a JSON Web Key Set (RFC 7517). */
  jwks(): { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

/** The RSA key of the file, or a new one where there is no file. Throws when the file holds anything else. */
export function loadSigningKey(file: string): SigningKey {
  const key = load(file) ?? make(file);
  const { n, e } = createPublicKey(key).export({ format: "jwk" });
  // RFC 7638: the thumbprint of a key, over its required members in this order.
  const kid = createHash("sha256")
    .update(JSON.stringify({ e, kty: "RSA", n }))
    .digest("base64url");
  const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return {
    sign(claims) {
      const text = `${encoded({ kid, alg: "RS256" })}.${encoded(claims)}`;
      return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
    },
    jwks: () => ({ keys: [{ alg: "RS256", e, kid, kty: "RSA", n, use: "sig" }] }),
  };
}

function make(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  keep(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return privateKey;
}

function load(file: string): KeyObject | undefined {
  try {
    const pem = readKept(file);
    if (pem === undefined) return undefined;
    const key = createPrivateKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType === "rsa" && bits >= 2048) return key;
    throw new Error(`it holds a key of type ${key.asymmetricKeyType}, ${bits} bits; expected rsa, 2048 or more`);
  } catch (error) {
    throw new Error(
      `The signing key ${file} is damaged (${(error as Error).message}). Move it away and start again: a new one is made, and tokens signed so far are refused.`,
    );
  }
}
