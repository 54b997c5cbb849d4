import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CloudTrailRecord } from "../../local/sts-trail.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
let id: string;
const said: Record<string, unknown>[] = [];
beforeAll(async () => {
  stint = await startStint({
    log: (name, line) => {
      if (name.includes("Witness") && line.startsWith("{")) said.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  ({ id } = await stint.ask("alice", { ...sandboxAsk, asks: {} }));
  await stint.post("alice", `/requests/${id}/credentials`);
  await stint.post("alice", `/requests/${id}/credentials`);
});
afterAll(() => stint.close());
beforeEach(() => {
  said.length = 0;
});

const sessions = () => stint.trail().filter(({ eventName }) => eventName === "AssumeRole");

/** Hands a record to the witness as EventBridge does; what it logged. */
async function witness(record: CloudTrailRecord | undefined, changes: object = {}): Promise<unknown[]> {
  await stint.functions.invoke(stint.arnOf("witness"), {
    source: "aws.sts",
    "detail-type": "AWS API Call via CloudTrail",
    detail: { ...record, ...changes },
  });
  return stint.until(
    () => said.map(({ level, message, reason }) => [level, message, ...(reason === undefined ? [] : [reason])]),
    (lines) => lines.length > 0,
  );
}

const recorded = [["INFO", "session recorded"]];
const alarming = (reason: string) => [["ERROR", "session not recorded", reason]];
/** The record's tags with some of them changed. */
const tagged = (record: CloudTrailRecord | undefined, changes: Readonly<Record<string, string>>) => ({
  requestParameters: {
    ...record?.requestParameters,
    tags: record?.requestParameters?.tags?.map((tag) => ({ ...tag, value: changes[tag.key ?? ""] ?? tag.value })),
  },
});

describe("the witness", () => {
  test("finds each session of Stint's in its history", async () => {
    expect(sessions()).toHaveLength(2);
    for (const record of sessions()) {
      said.length = 0;
      expect(await witness(record)).toEqual(recorded);
    }
  });

  test("raises the alarm about a second session in the name of the same event", async () => {
    const [first] = sessions();
    const other = { responseElements: { credentials: { accessKeyId: "ASIATHIEF00000000000" } } };
    expect(await witness(first, other)).toEqual(alarming("its issuing event led to another session"));
  });

  test("raises the alarm about a session with the history of another request, or with none", async () => {
    const asked = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const [first] = sessions();
    const reason = "no issuing event has the hash that the session carries";
    for (const changes of [
      { "stint:request": asked.id },
      { "stint:history": "" },
      { "stint:history": "0".repeat(32) },
    ]) {
      said.length = 0;
      expect(await witness(first, tagged(first, changes))).toEqual(alarming(reason));
    }
  });

  test("raises the alarm about a session of no request at all", async () => {
    const [first] = sessions();
    const none = alarming("there is no such request");
    expect(await witness(first, tagged(first, { "stint:request": "nothing" }))).toEqual(none);
    said.length = 0;
    expect(await witness(first, { requestParameters: null })).toEqual(none);
  });

  test("passes over what AWS refused: nobody got a session", async () => {
    const [first] = sessions();
    await stint.functions.invoke(stint.arnOf("witness"), { detail: { ...first, errorCode: "AccessDenied" } });
    expect(await witness(first)).toEqual(recorded);
  });
});
