import { afterAll, beforeAll, expect, test } from "vitest";
import { largestBody } from "../../core/input.ts";
import { approve, ask, issue, issued, revoke } from "../../core/moves.ts";
import type { Caller, Recorded } from "../../core/request.ts";
import { longestName } from "../../lambda/adapters/tokens.ts";
import type { Requests } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openRequests } from "../../lambda/requests.ts";
import { anAsked, aPerson, aStage, hour, later, noon } from "../core/builders.ts";
import { aTable, type TestTable } from "./table-fixture.ts";

let fixture: TestTable;
let requests: Requests;
beforeAll(async () => {
  fixture = await aTable();
  const quiet = () => {};
  requests = openRequests({
    table: fixture.table,
    log: { info: quiet, warn: quiet, error: quiet },
    newWriteId: newId,
  });
});
afterAll(() => fixture.close());

/** Three bytes of UTF-8 in one unit of JavaScript's length: as large as a text of so many characters gets. */
const long = (length: number) => "漢".repeat(length);

/**
 * A person about whom everything is as long as it can be. API Gateway takes no more than 10 KB of headers, so no token with
 * more groups than these.
 */
const someone = (number: number, group: string): Caller =>
  aPerson(`p${number}`, {
    sub: `${number}`.padStart(36, "0"),
    username: `${number}`.padStart(128, "u"),
    name: long(Math.floor(longestName / 3)),
    email: `${`${number}`.padStart(242, "e")}@example.com`,
    subject: `Okta:${`${number}`.padStart(128, "s")}`,
    groups: [group, ...Array.from({ length: 50 }, (_, i) => `${i}`.padStart(128, "g"))],
  });

/** Until it has had its sessions, or its history is full. */
function mayGoOn(request: Recorded, requester: Caller): boolean {
  try {
    issue(request, requester, "credentials", noon);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "too_many" });
    return false;
  }
}

function largest(): { request: Recorded; approvers: readonly Caller[] } {
  const requester = someone(0, "engineering");
  const approvers = [1, 2, 3, 4, 5, 6].map((number) => someone(number, "leads"));
  const asks = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`ask${i}`, long(256)]));
  const justification = long(2000);
  // A body holds no more than this.
  expect(Buffer.byteLength(JSON.stringify({ justification, asks }))).toBeGreaterThan(largestBody * 0.9);
  const asked = anAsked({
    requester: {
      id: requester.sub,
      name: requester.name,
      username: requester.username,
      email: requester.email ?? "",
      subject: requester.subject ?? "",
      groups: requester.groups,
    },
    stages: ["first", "second"].map((name) => aStage({ name, groups: ["leads"], required: 3 })),
    rule: {
      ...anAsked().rule,
      id: "r".repeat(64),
      description: long(200),
      asks: Object.fromEntries(Object.keys(asks).map((name) => [name, { label: long(100), tag: false }])),
    },
    justification,
    asks,
    duration: hour,
  });
  let request = ask(newId(), asked, noon);
  for (const approver of approvers) request = approve(request, approver, long(1000), noon);
  for (let session = 1; mayGoOn(request, requester); session++) {
    request = issue(request, requester, "credentials", noon);
    const given = { session, accessKeyId: `ASIA${"X".repeat(16)}`, expiresAt: later(hour).toISOString() };
    request = issued(request, requester, given, noon);
  }
  return { request, approvers };
}

test("the largest request there can be fits an item, and can still be taken back", async () => {
  const { request, approvers } = largest();
  await requests.add(request);
  const [approver] = approvers as [Caller];
  const revoked = await requests.change(approver, request.id, (current) => revoke(current, approver, long(1000), noon));
  expect(revoked).toMatchObject({ status: "revoked", version: request.version + 1 });
  expect(await requests.get("stint", request.id)).toEqual(revoked);
});
