import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../clock.ts";
import { keep, readKept } from "./kept-file.ts";
import { hashOf, newSecret } from "./secret.ts";

const SignIn = z.strictObject({
  /** `origin_jti` of every token that comes of this sign-in. */
  id: z.string(),
  eventId: z.string(),
  username: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  /** Milliseconds; so is `expiresAt`, the end of the refresh token's life. */
  authTime: z.number(),
  expiresAt: z.number(),
  /** SHA-256 of the authorization code and of the refresh token that was issued last. */
  codeHash: z.string(),
  refreshHash: z.string(),
  /** Those before it that still work, until then (milliseconds). */
  retries: z.array(z.strictObject({ hash: z.string(), until: z.number() })).default([]),
});
const Kept = z.strictObject({ version: z.literal(1), signIns: z.array(SignIn) });

/** One sign-in and all the tokens that come of it: revoking it ends their renewal. */
export type SignIn = Readonly<Omit<z.infer<typeof SignIn>, "refreshHash" | "retries">>;

interface Held {
  readonly signIn: SignIn;
  readonly refreshHash: string | undefined;
  readonly retries: z.infer<typeof SignIn>["retries"];
}

export interface SignIns {
  /** Starts a sign-in that nothing can renew yet; `rotate` gives it its first refresh token and keeps it. */
  begin(of: Omit<SignIn, "id" | "eventId">): SignIn;
  /** The sign-in that this refresh token renews; undefined when it is unknown, used, revoked or past its life. */
  find(refreshToken: string): SignIn | undefined;
  /**
   * Keeps and returns the next refresh token. Those before it work for `grace` milliseconds more, so that an answer that got
   * lost can be asked for again. Undefined when `used` works no longer, or the sign-in was revoked.
   */
  rotate(signIn: SignIn, used: string | undefined, grace: number): string | undefined;
  revoke(id: string): void;
  /** Someone has the authorization code twice, so perhaps a thief has the tokens (RFC 6749, 4.1.2). */
  revokeByCode(code: string): void;
}

/** Beyond this many the oldest sign-in has to be made again. */
const most = 2000;

/** Of the refresh tokens before the last, this many work at a time. */
const mostRetries = 10;

/** Reads what the file keeps. Throws when it is damaged. */
export function loadSignIns(file: string, clock: Clock): SignIns {
  const signIns = new Map<string, Held>();
  for (const { refreshHash, retries, ...signIn } of parse(file).signIns)
    signIns.set(signIn.id, { signIn, refreshHash, retries });
  const isOver = ({ expiresAt }: SignIn) => clock.now() >= expiresAt;
  const renews = ({ refreshHash, retries }: Held, hash: string | undefined) =>
    refreshHash === hash || retries.some((retry) => retry.hash === hash && clock.now() < retry.until);

  const save = () => {
    for (const [id, { signIn }] of signIns) if (isOver(signIn) || signIns.size > most) signIns.delete(id);
    const kept = [...signIns.values()].flatMap(({ signIn, refreshHash, retries }) =>
      refreshHash === undefined ? [] : [{ ...signIn, refreshHash, retries }],
    );
    keep(file, JSON.stringify({ version: 1, signIns: kept } satisfies z.input<typeof Kept>));
  };
  const revoke = (id: string) => {
    if (signIns.delete(id)) save();
  };

  return {
    begin(of) {
      const signIn = { ...of, id: randomUUID(), eventId: randomUUID() };
      signIns.set(signIn.id, { signIn, refreshHash: undefined, retries: [] });
      return signIn;
    },
    find(refreshToken) {
      const hash = hashOf(refreshToken);
      const found = [...signIns.values()].find((held) => renews(held, hash));
      return found === undefined || isOver(found.signIn) ? undefined : found.signIn;
    },
    rotate(signIn, used, grace) {
      const current = signIns.get(signIn.id);
      if (current === undefined || !renews(current, used && hashOf(used))) return undefined;
      const next = newSecret();
      const until = clock.now() + grace;
      const before = current.refreshHash === undefined ? [] : [{ hash: current.refreshHash, until }];
      const retries = [...current.retries, ...before].filter((retry) => clock.now() < retry.until).slice(-mostRetries);
      signIns.set(signIn.id, { signIn, refreshHash: hashOf(next), retries });
      save();
      return next;
    },
    revoke,
    revokeByCode(code) {
      const hash = hashOf(code);
      for (const { signIn } of [...signIns.values()]) if (signIn.codeHash === hash) revoke(signIn.id);
    },
  };
}

function parse(file: string): z.infer<typeof Kept> {
  try {
    const text = readKept(file);
    return text === undefined ? { version: 1, signIns: [] } : Kept.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const why = issue === undefined ? (error as Error).message : `${issue.path.join(".")}: ${issue.message}`;
    throw new Error(
      `The refresh tokens ${file} are damaged (${why}). Move the file away and start again: everyone signs in again.`,
    );
  }
}
