import type { Clock } from "../clock.ts";
import { hashOf, newSecret } from "./secret.ts";

/** What a person signed in for; an authorization code stands for it until an app exchanges it. */
interface Grant {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** PKCE's S256 of the verifier that the app keeps. */
  readonly challenge: string;
  readonly nonce: string | undefined;
  /** When the person signed in, in milliseconds. */
  readonly authTime: number;
}

export interface Codes {
  issue(grant: Grant): string;
  /** Uses the code up, whatever comes of it; undefined when there is none such, it was used, or it is five minutes old. */
  take(code: string): Grant | undefined;
}

/** As Cognito's. */
const life = 5 * 60_000;
const most = 1000;

/** Codes live in memory: after a restart the app asks for another. Beyond 1000 the oldest goes. */
export function startCodes(clock: Clock): Codes {
  const grants = new Map<string, Grant>();
  const isOver = (grant: Grant) => clock.now() >= grant.authTime + life;
  return {
    issue(grant) {
      for (const [hash, old] of grants) if (isOver(old) || grants.size >= most) grants.delete(hash);
      const code = newSecret();
      grants.set(hashOf(code), grant);
      return code;
    },
    take(code) {
      const hash = hashOf(code);
      const grant = grants.get(hash);
      grants.delete(hash);
      return grant === undefined || isOver(grant) ? undefined : grant;
    },
  };
}
