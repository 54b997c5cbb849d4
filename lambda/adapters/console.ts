import { StintError } from "../../core/errors.ts";
import type { SignIn } from "../deps.ts";

export interface ConsoleOptions {
  /** The federation endpoint of the partition, `https://signin.aws.amazon.com/federation`. */
  readonly signInUrl: string;
  /** The page of the console that opens. */
  readonly destination: string;
  /** Where the console sends people back to when their session is over. */
  readonly issuer: string;
}

/** AWS's federation endpoint: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html */
export function consoleSignIn({ signInUrl, destination, issuer }: ConsoleOptions): SignIn {
  return {
    async consoleUrl({ AccessKeyId, SecretAccessKey, SessionToken }) {
      const session = { sessionId: AccessKeyId, sessionKey: SecretAccessKey, sessionToken: SessionToken };
      // SessionDuration is refused with the credentials of a chained role; the console then lasts as long as they do.
      const body = new URLSearchParams({ Action: "getSigninToken", Session: JSON.stringify(session) });
      const response = await fetch(signInUrl, { method: "POST", body, signal: AbortSignal.timeout(5000) }).catch(
        () => undefined,
      );
      const answer = response?.ok ? await response.json().catch(() => undefined) : undefined;
      const token = (answer as { SigninToken?: unknown } | undefined)?.SigninToken;
      if (typeof token !== "string")
        throw new StintError(
          "upstream",
          `The AWS sign-in answered ${response?.status ?? "nothing"}. Try again in a minute.`,
        );
      const url = new URL(signInUrl);
      url.search = new URLSearchParams({
        Action: "login",
        Issuer: issuer,
        Destination: destination,
        SigninToken: token,
      }).toString();
      return url.href;
    },
  };
}
