import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, close, reject, withdraw } from "../../core/moves.ts";
import type { AccessRequest, Recorded } from "../../core/request.ts";
import { type Index, requestKey } from "../../core/table.ts";
import type { ListRange, Position, Requests } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openRequests } from "../../lambda/requests.ts";
import { openNotes } from "../../lambda/workflow-notes.ts";
import { alice, anAsked, bob, hour, later, noon } from "../core/builders.ts";
import { aTable, eventually, type TestTable } from "./table-fixture.ts";

const count = 60;
let fixture: TestTable;
let requests: Requests;
/** Newest first: one an hour, and then two of one moment. */
const all: Recorded[] = [];

const asked = (seconds: number, requester = alice.sub) => {
  const { requester: person, ...rest } = anAsked();
  return ask(newId(), { ...rest, requester: { ...person, id: requester } }, later(seconds));
};

beforeAll(async () => {
  fixture = await aTable();
  const quiet = () => {};
  requests = openRequests({
    table: fixture.table,
    log: { info: quiet, warn: quiet, error: quiet },
    newWriteId: newId,
  });
  for (let i = 0; i < count - 1; i++) all.unshift(asked(i * hour));
  all.unshift(asked((count - 2) * hour));
  if ((all[0]?.id ?? "") < (all[1]?.id ?? "")) all.splice(0, 2, all[1] as Recorded, all[0] as Recorded);
  await Promise.all([...all, asked(0, "somebody else")].map((request) => requests.add(request)));
  await eventually(
    () => fixture.index("everything", "all"),
    ({ length }) => length === count + 1,
  );
});
afterAll(() => fixture.close());

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

/** Every page of a list, one after the other. */
async function pages(range: Omit<ListRange, "after">, index: Index = "byRequester", partition = alice.sub) {
  const found: (readonly AccessRequest[])[] = [];
  let after: Position | undefined;
  do {
    const { items, next } = await requests.list(index, partition, { ...range, ...(after && { after }) });
    found.push(items);
    after = next;
  } while (after);
  return found;
}

describe("a list", () => {
  test.each([1, 7, 10, 30, 59, 60, 61, 200])("is complete and in order in pages of %i", async (size) => {
    const found = await pages({ size, keep: () => true });
    expect(ids(found.flat())).toEqual(ids(all));
    for (const page of found.slice(0, -1)) expect(page).toHaveLength(size);
    // No page that the reader would find empty, unless what is left is passed over.
    expect(found).toHaveLength(Math.ceil(count / size));
  });

  test("passes over what does not belong to it, and is complete all the same", async () => {
    const odd = new Set(ids(all.filter((_, i) => i % 2 === 1)));
    const found = await pages({ size: 4, keep: ({ id }) => odd.has(id) });
    expect(ids(found.flat())).toEqual(ids(all).filter((id) => odd.has(id)));
  });

  test("goes on behind a page without anything that belongs to it", async () => {
    const oldest = all.at(-1)?.id;
    // Two items are read at a time, and forty for one page.
    const found = await pages({ size: 1, keep: ({ id }) => id === oldest });
    expect(found[0]).toEqual([]);
    expect(ids(found.flat())).toEqual([oldest]);
  });

  test("is empty where nothing belongs to it", async () => {
    expect((await pages({ size: 25, keep: () => false })).flat()).toEqual([]);
    expect(await requests.list("byRequester", "nobody", { size: 25, keep: () => true })).toEqual({ items: [] });
  });

  test("keeps to the times between which it is asked for, both included", async () => {
    const between = all.filter(({ askedAt }) => askedAt >= later(10 * hour).toISOString() && askedAt < "2026-11-24");
    const range = { from: later(10 * hour).toISOString(), to: "2026-11-23~", size: 4, keep: () => true };
    expect(ids((await pages(range)).flat())).toEqual(ids(between));
    expect(between.length).toBeGreaterThan(20);
  });

  test("of a person is of that person only", async () => {
    const { items } = await requests.list("byRequester", "somebody else", { size: 5, keep: () => true });
    expect(items.map(({ requester }) => requester.id)).toEqual(["somebody else"]);
  });
});

describe("an index", () => {
  test.each([
    ["byRequester", alice.sub],
    ["byAccount", "111122223333"],
    ["everything", "all"],
    ["unclosed", "yes"],
  ] as const)("%s holds the summary, and nothing of the history", async (index, partition) => {
    const [newest] = all as [Recorded];
    const found = (await fixture.index(index, partition)).find(({ pk }) => pk === newest.id);
    const { history: _, ...summary } = newest;
    const { [{ byRequester: "requester", byAccount: "account" }[index as string] ?? index]: key, ...rest } =
      found ?? {};
    expect(key).toBe(partition);
    expect(rest).toEqual({
      ...requestKey(newest.id),
      askedAt: `${newest.askedAt}#${newest.id}`,
      summary,
    });
  });

  test("shows each change, and loses a request from `unclosed` alone when that is closed", async () => {
    const request = asked(0, "a third person");
    const { id } = request;
    await requests.add(request);
    const seen = async (index: Index, partition: string) =>
      (await requests.list(index, partition, { size: 100, keep: (found) => found.id === id })).items[0];
    const rejected = await requests.change(bob, id, (current) => reject(current, bob, "no", noon));
    const { history: _, ...summary } = rejected;
    for (const [index, partition] of [
      ["unclosed", "yes"],
      ["byRequester", "a third person"],
    ] as const)
      expect(
        await eventually(
          () => seen(index, partition),
          (found) => found?.version === 2,
        ),
      ).toEqual(summary);

    await requests.change("stint", id, (current) => close(current, noon));
    expect(
      await eventually(
        () => seen("unclosed", "yes"),
        (found) => found === undefined,
      ),
    ).toBe(undefined);
    expect(
      await eventually(
        () => seen("everything", "all"),
        (found) => found?.closed === true,
      ),
    ).toMatchObject({ id });
    expect(
      await eventually(
        () => seen("byAccount", "111122223333"),
        (found) => found?.closed === true,
      ),
    ).toMatchObject({
      status: "rejected",
    });
  });

  test("knows nothing of what a workflow notes beside a request", async () => {
    const request = asked(0, "a fourth person");
    await requests.add(request);
    await openNotes(fixture.table).storeToken(request.id, "secret", "pending/0");
    await requests.change("stint", request.id, (current) =>
      withdraw(current, { ...alice, sub: "a fourth person" }, "", noon),
    );
    expect(JSON.stringify(await fixture.index("everything", "all"))).not.toContain("secret");
  });
});
