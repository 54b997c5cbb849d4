import { StintError } from "../../core/errors.ts";
import type { HistoryEvent } from "../../core/history.ts";
import type { Recorded } from "../../core/request.ts";
import type { Log, Requests } from "../deps.ts";

/** The part of CloudTrail's record of AssumeRole that is looked at. */
export interface AssumeRoleRecord {
  readonly eventID: string;
  /** There where AWS refused the call. */
  readonly errorCode?: string;
  readonly requestParameters?: {
    readonly roleArn?: string;
    readonly roleSessionName?: string;
    readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
  } | null;
  readonly responseElements?: { readonly credentials?: { readonly accessKeyId?: string } } | null;
}

export interface Witness {
  readonly requests: Pick<Requests, "get">;
  readonly log: Log;
}

/**
 * Compares a session of the broker's, as CloudTrail saw it, with the history of its request. Whoever gets the broker's
 * credentials can assume elevated roles without Stint's code, but not without CloudTrail. Logs what an alarm listens for.
 */
export async function checkSession(record: AssumeRoleRecord, { requests, log }: Witness): Promise<void> {
  if (record.errorCode !== undefined) return;
  const { roleArn, roleSessionName = "", tags = [] } = record.requestParameters ?? {};
  const accessKeyId = record.responseElements?.credentials?.accessKeyId;
  const tag = (name: string) => tags.find(({ key }) => key === name)?.value ?? "";
  const request = tag("stint:request");
  const seen = { eventID: record.eventID, request, roleArn, roleSessionName, accessKeyId };
  const found = await read(request, requests);
  const reason = found ? whyUnrecorded(found.history, tag("stint:history"), accessKeyId) : "there is no such request";
  if (reason === undefined) log.info("session recorded", seen);
  else log.error("session not recorded", { ...seen, reason });
}

async function read(id: string, requests: Witness["requests"]): Promise<Recorded | undefined> {
  // DynamoDB takes no empty key, and a session without tags is the one to tell of.
  if (id === "") return undefined;
  try {
    return await requests.get("stint", id);
  } catch (error) {
    if (error instanceof StintError && error.code === "not_found") return undefined;
    throw error;
  }
}

/** Each session carries the hash of the `issuing` event that was saved before STS was asked for it. */
function whyUnrecorded(
  history: readonly HistoryEvent[],
  hash: string,
  accessKeyId: string | undefined,
): string | undefined {
  const issuing =
    hash === "" ? undefined : history.find((event) => event.type === "issuing" && event.hash.startsWith(hash));
  if (issuing?.type !== "issuing") return "no issuing event has the hash that the session carries";
  const issued = history.find((event) => event.type === "issued" && event.session === issuing.session);
  // Without one, the credentials were dropped: the request had been taken back meanwhile.
  if (issued?.type === "issued" && issued.accessKeyId !== accessKeyId)
    return "its issuing event led to another session";
  return undefined;
}
