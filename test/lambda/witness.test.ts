import { expect, test } from "vitest";
import { StintError } from "../../core/errors.ts";
import type { Recorded } from "../../core/request.ts";
import { checkSession } from "../../lambda/witness/check-session.ts";

const hash = "a".repeat(64);
const issuing = { type: "issuing", session: 1, hash };
const issued = { type: "issued", session: 1, accessKeyId: "ASIA1", hash: "b".repeat(64) };

/** What the witness logs about a session with this key, the request's history being this. */
async function about(history: readonly object[], accessKeyId: string | undefined, get?: () => Promise<Recorded>) {
  const said: string[] = [];
  const say = (message: string, fields: Record<string, unknown> = {}) =>
    said.push(fields.reason === undefined ? message : `${message}: ${fields.reason}`);
  await checkSession(
    {
      eventID: "e-1",
      requestParameters: {
        tags: [
          { key: "stint:request", value: "r-1" },
          { key: "stint:history", value: hash.slice(0, 32) },
        ],
      },
      ...(accessKeyId !== undefined && { responseElements: { credentials: { accessKeyId } } }),
    },
    {
      requests: { get: get ?? (async () => ({ history }) as unknown as Recorded) },
      log: { info: say, warn: say, error: say },
    },
  );
  return said;
}

test("a session is recorded by its issuing event and its key", async () => {
  expect(await about([issuing, issued], "ASIA1")).toEqual(["session recorded"]);
});

test("a session whose credentials were dropped has an issuing event alone", async () => {
  expect(await about([issuing], "ASIA1")).toEqual(["session recorded"]);
});

test("another key, or none, is another session", async () => {
  const alarming = ["session not recorded: its issuing event led to another session"];
  expect(await about([issuing, issued], "ASIA2")).toEqual(alarming);
  expect(await about([issuing, issued], undefined)).toEqual(alarming);
});

test("no other event than an issuing one stands for a session", async () => {
  const alarming = ["session not recorded: no issuing event has the hash that the session carries"];
  expect(await about([{ type: "approved", hash }], "ASIA1")).toEqual(alarming);
  expect(await about([], "ASIA1")).toEqual(alarming);
});

test("a request that cannot be read is tried again, not taken for missing", async () => {
  const fails = async () => Promise.reject(new Error("DynamoDB is away"));
  await expect(about([], "ASIA1", fails)).rejects.toThrow("away");
  const missing = async () => Promise.reject(new StintError("not_found", "no"));
  expect(await about([], "ASIA1", missing)).toEqual(["session not recorded: there is no such request"]);
});
