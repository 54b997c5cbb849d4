import type { ShownConsole } from "../../core/api.ts";
import { emptyBody } from "../../core/input.ts";
import type { Issue } from "../deps.ts";
import { endpoint } from "../http.ts";
import { issueSession, remaining } from "./issue.ts";

/** POST /requests/{id}/console. A URL that signs in to the AWS console as a session of its own, handed out once. */
export const openConsole = endpoint(emptyBody, async ({ id, caller }, deps: Issue): Promise<ShownConsole> => {
  const { credentials, request } = await issueSession(caller, id, "console", deps);
  return { url: await deps.signIn.consoleUrl(credentials), expiresAt: credentials.Expiration, ...remaining(request) };
});
