import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approve, ask, issue } from "../../core/moves.ts";
import type { Requests, Table } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openRequests } from "../../lambda/requests.ts";
import { openNotes } from "../../lambda/workflow-notes.ts";
import { alice, anAsked, bob, noon } from "../core/builders.ts";
import { type LossyProxy, startLossyProxy } from "./lossy-proxy.ts";
import { aTable, type TestTable } from "./table-fixture.ts";

let fixture: TestTable;
let proxy: LossyProxy;
let table: Table;
let requests: Requests;
const logged: unknown[] = [];
beforeAll(async () => {
  fixture = await aTable();
  proxy = await startLossyProxy(fixture.endpoint);
  table = await fixture.through(proxy.endpoint);
  const log = { info: (_: string, fields = {}) => void logged.push(fields), warn: () => {}, error: () => {} };
  requests = openRequests({ table, log, newWriteId: newId });
});
afterAll(async () => {
  await proxy.close();
  await fixture.close();
});

const pending = (stages?: []) => ask(newId(), anAsked(stages && { stages }), noon);
/** What the SDK then does: it calls again, and is told that the condition does not hold. */
const repeated = (operation: string) => [operation, operation, "GetItem"];

// The service checks the host that a call is signed for, which a proxy changes; what emulates it does not.
describe.skipIf(process.env.AWS_ENDPOINT_URL_DYNAMODB?.startsWith("https:"))("an answer that got lost", () => {
  test("leaves a new request known as the caller's own", async () => {
    const request = pending();
    proxy.calls();
    proxy.loseNext("PutItem");
    expect(await requests.add(request)).toEqual({ request, added: true });
    expect(proxy.calls()).toEqual(repeated("PutItem"));
    expect(await requests.get("stint", request.id)).toEqual(request);
  });

  test("leaves a new request that was there before known as somebody else's", async () => {
    const request = pending();
    await requests.add(request);
    proxy.loseNext("PutItem");
    expect(await requests.add(ask(request.id, anAsked({ justification: "Another reason" }), noon))).toEqual({
      request,
      added: false,
    });
  });

  test("leaves a change made once, and known as the caller's own", async () => {
    const { id } = (await requests.add(pending())).request;
    proxy.calls();
    logged.length = 0;
    proxy.loseNext("UpdateItem");
    const changed = await requests.change(bob, id, (request) => approve(request, bob, "go", noon));
    expect(proxy.calls()).toEqual(["GetItem", ...repeated("UpdateItem")]);
    expect(changed).toMatchObject({ version: 2, stages: [{ decisions: [{ comment: "go" }] }, { decisions: [] }] });
    expect(await requests.get("stint", id)).toEqual(changed);
    expect(logged).toHaveLength(1);
  });

  test("leaves equal changes by different callers distinct: each session is begun by one of them", async () => {
    const { id } = (await requests.add(pending([]))).request;
    proxy.loseNext("UpdateItem");
    proxy.loseNext("UpdateItem");
    const begun = await Promise.all(
      [1, 2].map(() => requests.change(alice, id, (request) => issue(request, alice, "credentials", noon))),
    );
    expect(begun.map(({ sessions }) => sessions)).toEqual([...new Set(begun.map(({ sessions }) => sessions))]);
    const { history } = await requests.get("stint", id);
    expect(history.length - 1).toBeGreaterThanOrEqual(2);
  });

  test("leaves the next attempt to whoever comes by next", async () => {
    const notes = openNotes(table);
    const id = newId();
    proxy.loseNext("UpdateItem");
    // Nobody can tell whose it is, so nobody starts it now; the reconciler then finds attempt 2 missing.
    expect(await notes.nextAttempt(id, 1)).toBe(false);
    expect((await notes.read(id)).attempt).toBe(2);
  });
});
