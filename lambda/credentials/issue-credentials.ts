import type { ShownCredentials } from "../../core/api.ts";
import { emptyBody } from "../../core/input.ts";
import type { Issue } from "../deps.ts";
import { endpoint } from "../http.ts";
import { issueSession, remaining } from "./issue.ts";

/** POST /requests/{id}/credentials. The credentials are handed to the requester and stored nowhere. */
export const issueCredentials = endpoint(emptyBody, async ({ id, caller }, deps: Issue): Promise<ShownCredentials> => {
  const { credentials, request } = await issueSession(caller, id, "credentials", deps);
  return { ...credentials, ...remaining(request) };
});
