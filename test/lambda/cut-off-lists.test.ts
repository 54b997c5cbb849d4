import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutOffRequest } from "../../lambda/cut-off/cut-off-request.ts";
import { openLists } from "../../lambda/cut-off/lists.ts";
import type { CutOff } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { type CutOffParts, cutOffParts } from "./cut-off-fixture.ts";
import { startLossyProxy } from "./lossy-proxy.ts";

let parts: CutOffParts;
beforeAll(async () => {
  parts = await cutOffParts();
});
afterAll(() => parts.close());

const [second, hour] = [1000, 3_600_000];
const cutOff = (id: string, about?: Partial<CutOff>) => cutOffRequest(id, parts.deps(about));

describe("the list in the table", () => {
  test("recognises its own changes when the answers are lost", async () => {
    const proxy = await startLossyProxy(parts.table.endpoint);
    try {
      const account = parts.account();
      const ids = [await parts.revoked(account), await parts.revoked(account)];
      const inner = openLists(await parts.table.through(proxy.endpoint), newId);
      const losing =
        <Args extends unknown[]>(write: (...args: Args) => Promise<boolean>) =>
        (...args: Args) => {
          proxy.loseNext("UpdateItem");
          return write(...args);
        };
      const lists = { ...inner, save: losing(inner.save), lease: losing(inner.lease) };
      proxy.calls();
      for (const id of ids) await cutOff(id, { lists });
      expect(parts.denied(account)).toEqual(ids.toSorted());
      expect(await parts.item(account)).toMatchObject({ generation: 2, published: 2 });
      // Each of change, lease and record once, and the first two again.
      expect(proxy.calls().filter((operation) => operation === "UpdateItem")).toHaveLength(ids.length * 5);

      // The alarm is raised though the answer to the change that calls for it is lost.
      const { list } = await inner.read(account);
      const end = new Date(parts.clock.now() + hour).toISOString();
      const full = Object.fromEntries(Array.from({ length: 260 }, () => [newId(), end]));
      await inner.save({ ...list, generation: 3, until: full }, await inner.read(account));
      await cutOff(await parts.revoked(account), { lists });
      expect(parts.logged(account)).toEqual(["error: cut-off of everyone"]);

      // Whoever does not hear that its publication is on record publishes once more.
      const third = await parts.revoked(account);
      let losses = 0;
      const published: typeof inner.published = (...args) =>
        losses++ === 0 ? losing(inner.published)(...args) : inner.published(...args);
      await cutOff(third, { lists: { ...inner, published } });
      expect(parts.denied(account)).toContain(third);
      expect(await parts.item(account)).toMatchObject({ generation: 5, published: 5 });
    } finally {
      await proxy.close();
    }
  });

  test("names every account, across pages, until it is retired", async () => {
    const { lists } = parts.deps();
    const accounts = Array.from({ length: 110 }, () => parts.account());
    const until = { [newId()]: new Date(parts.clock.now() + hour).toISOString() };
    for (const account of accounts)
      await lists.save(
        { account, generation: 1, until },
        { list: { account, generation: 0, until: {} }, published: 0 },
      );
    expect(await lists.accounts()).toEqual(expect.arrayContaining(accounts));
    expect(new Set(await lists.accounts()).size).toBe((await lists.accounts()).length);
    for (const account of accounts) expect(await lists.retire((await lists.read(account)).list)).toBe(true);
    expect((await lists.accounts()).filter((account) => accounts.includes(account))).toEqual([]);
  });

  test("is not saved over what somebody else has saved, nor retired", async () => {
    const { lists } = parts.deps();
    const account = parts.account();
    const none = await lists.read(account);
    const first = { account, generation: 1, until: {} };
    expect(await lists.save(first, none)).toBe(true);
    expect(await lists.save(first, none)).toBe(false);
    const second = { ...first, generation: 2 };
    expect(await lists.save(second, await lists.read(account))).toBe(true);
    expect(await lists.retire(first)).toBe(false);
    expect(await lists.accounts()).toContain(account);
  });

  test("is leased to one, who may shorten it, until it is over", async () => {
    const { lists } = parts.deps();
    const account = parts.account();
    const at = (seconds: number) => new Date(parts.clock.now() + seconds * second);
    const now = at(0);
    expect(await lists.lease(account, "one", now, at(60))).toBe(true);
    expect(await lists.lease(account, "other", at(59), at(119))).toBe(false);
    expect(await lists.lease(account, "one", now, at(5))).toBe(true);
    expect(await lists.lease(account, "other", at(6), at(66))).toBe(true);
    expect(await lists.published({ account, generation: 1, until: {} }, "one", now)).toBe(false);
    expect(await lists.published({ account, generation: 1, until: {} }, "other", now)).toBe(true);
    expect(await lists.lease(account, "one", now, at(60))).toBe(true);
  });

  test("is not read when a newer version of Stint has written it", async () => {
    const account = parts.account();
    await parts.table.table.insert({ pk: `cut-off#${account}`, sk: "cut-off", schema: 99 });
    await expect(parts.deps().lists.read(account)).rejects.toThrow("has schema 99, and this version reads up to 1");
  });
});
