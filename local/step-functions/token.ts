import { createHash, randomBytes } from "node:crypto";

const secretBytes = 48;
const markBytes = 16;

/** A task token: a secret, and a mark by which the token of a task that is over differs from garbage. */
export function newToken(): string {
  const secret = randomBytes(secretBytes);
  return Buffer.concat([secret, mark(secret)]).toString("base64");
}

/** Whether this was once the token of a task, here or in another run. */
export function isToken(text: string): boolean {
  const token = Buffer.from(text, "base64");
  if (token.length !== secretBytes + markBytes || token.toString("base64") !== text) return false;
  return mark(token.subarray(0, secretBytes)).equals(token.subarray(secretBytes));
}

function mark(secret: Buffer): Buffer {
  return createHash("sha256").update("task token").update(secret).digest().subarray(0, markBytes);
}
