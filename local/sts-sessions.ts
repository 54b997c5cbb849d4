import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { openJournal } from "./journal.ts";
import type { SessionTag } from "./sts-request.ts";

/** A role session that the embedded STS has issued; times in milliseconds since the epoch. */
export interface Session {
  readonly accessKeyId: string;
  /** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>`. */
  readonly arn: string;
  /** `<role id>:<session name>`. */
  readonly userId: string;
  readonly roleArn: string;
  readonly startedAt: number;
  readonly expires: number;
  readonly sourceIdentity?: string;
  /** Inherited ones included. */
  readonly tags: readonly SessionTag[];
  readonly transitiveTagKeys: readonly string[];
  /** The session policy, a JSON text. */
  readonly policy?: string;
}

/** What STS hands out. Nothing but hashes of secret and token is kept. */
interface Secrets {
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Sessions {
  issue(session: Omit<Session, "accessKeyId">): Session & Secrets;
  find(accessKeyId: string): Session | undefined;
  /** The session of this key, if the token is the one issued with it, and so the secret where it is given. */
  check(accessKeyId: string, sessionToken: string, secretAccessKey?: string): Session | undefined;
}

interface Kept {
  readonly session: Session;
  readonly secretHash: string;
  readonly tokenHash: string;
}

/** Opens the journal of sessions at this path; sessions of earlier runs live on until they expire. */
export function openSessions(path: string): Sessions {
  const journal = openJournal<Kept>(path);
  const kept = new Map(journal.entries.map((entry) => [entry.session.accessKeyId, entry]));
  return {
    issue(unnamed) {
      const session: Session = { ...unnamed, accessKeyId: `ASIA${identifier(randomBytes(16))}` };
      const secretAccessKey = randomBytes(30).toString("base64");
      const sessionToken = randomBytes(258).toString("base64");
      const entry = { session, secretHash: hash(secretAccessKey), tokenHash: hash(sessionToken) };
      journal.append(entry);
      kept.set(session.accessKeyId, entry);
      return { ...session, secretAccessKey, sessionToken };
    },
    find: (accessKeyId) => kept.get(accessKeyId)?.session,
    check(accessKeyId, sessionToken, secretAccessKey) {
      const entry = kept.get(accessKeyId);
      if (entry === undefined || !same(entry.tokenHash, sessionToken)) return undefined;
      if (secretAccessKey !== undefined && !same(entry.secretHash, secretAccessKey)) return undefined;
      return entry.session;
    },
  };
}

/** The unique id of a role: like AWS's, but the same for a role of the same ARN that is made again. */
export function roleId(roleArn: string): string {
  return `AROA${identifier(createHash("sha256").update(roleArn).digest().subarray(0, 17))}`;
}

function identifier(bytes: Uint8Array): string {
  return [...bytes].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(byte % 32)).join("");
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function same(expected: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(expected, "hex"), Buffer.from(hash(secret), "hex"));
}
