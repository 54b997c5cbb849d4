import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { cutOffRequest } from "../../lambda/cut-off/cut-off-request.ts";
import type { CutOff } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { functionsOf } from "../../local/deployed.ts";
import { hubTemplate } from "../template.ts";
import { type CutOffParts, cutOffParts, gate, refusedByIam } from "./cut-off-fixture.ts";

let parts: CutOffParts;
beforeAll(async () => {
  parts = await cutOffParts();
});
afterAll(() => parts.close());
afterEach(() => parts.onIamCall());

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const shown = async (id: string) => (await parts.deps().requests.get("stint", id)).cutOff;
const cutOff = (id: string, about?: Partial<CutOff>) => cutOffRequest(id, parts.deps(about));
const published = () => parts.calls().filter(({ action }) => action === "CreatePolicyVersion");
/** As many revoked requests, and their account. */
async function several(count: number): Promise<{ account: string; ids: string[] }> {
  const account = parts.account();
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await parts.revoked(account));
  return { account, ids };
}
/** A publisher that dies as soon as it has published, before it can say so. */
const dying = (): Partial<CutOff> => ({
  lists: { ...parts.deps().lists, published: () => new Promise<never>(() => {}) },
});

describe("cutting off a request", () => {
  test("publishes it in its account, says by when it holds, and gives the lease back", async () => {
    const { account, ids } = await several(1);
    const other = parts.account();
    await cutOff(ids[0]!);
    expect(parts.denied(account)).toEqual(ids);
    expect(parts.denied(other)).toEqual(["none"]);
    const { state, effectiveBy } = (await shown(ids[0]!)) ?? {};
    expect(state).toBe("done");
    expect(Date.parse(String(effectiveBy)) - parts.clock.now()).toBeGreaterThan(4 * minute);
    const item = await parts.item(account);
    expect(item).toMatchObject({ generation: 1, published: 1, denied: { [ids[0]!]: expect.any(String) } });
    expect(item).not.toHaveProperty("holder");
    expect(parts.logged(account)).toEqual([]);
  });

  test("does nothing when it is done, or when the sessions are over by themselves", async () => {
    const { account, ids } = await several(2);
    await cutOff(ids[0]!);
    parts.calls();
    await cutOff(ids[0]!);
    parts.clock.advance(hour + minute);
    await cutOff(ids[1]!);
    expect(parts.calls()).toEqual([]);
    expect(await shown(ids[1]!)).toBeUndefined();
    expect((await parts.item(account)).generation).toBe(1);
  });

  test("is recorded as off, and calls nobody, where the account has it switched off", async () => {
    const { account, ids } = await several(1);
    parts.calls();
    await cutOff(ids[0]!, { isOn: (id) => id !== account });
    expect(await shown(ids[0]!)).toEqual({ state: "off" });
    expect(parts.calls()).toEqual([]);
    expect(await parts.item(account)).toEqual({});
  });

  test("keeps those on the list that were cut off before, and drops what has expired", async () => {
    const { account, ids } = await several(2);
    await cutOff(ids[0]!);
    parts.clock.advance(30 * minute);
    await cutOff(ids[1]!);
    expect(parts.denied(account)).toEqual(ids.toSorted());
    parts.clock.advance(31 * minute);
    const third = await parts.revoked(account);
    await cutOff(third);
    expect(parts.denied(account)).toEqual([ids[1], third].toSorted());
  });

  test("denies everyone of before, and says so, when the list is full", async () => {
    const { account, ids } = await several(2);
    const until = Object.fromEntries(
      Array.from({ length: 260 }, () => [newId(), new Date(parts.clock.now() + 40 * minute).toISOString()]),
    );
    const { lists } = parts.deps();
    await lists.save({ account, generation: 1, until }, await lists.read(account));
    await cutOff(ids[0]!);
    const [, , { Sid, Condition }] = JSON.parse(parts.live(account)).Statement;
    expect(Sid).toBe("Everyone");
    expect(Date.parse(Condition.DateLessThan["aws:TokenIssueTime"])).toBeGreaterThan(parts.clock.now() - 5 * second);
    expect(parts.denied(account)).toEqual([ids[0]]);
    expect(parts.logged(account)).toEqual(["error: cut-off of everyone"]);
    await cutOff(ids[1]!);
    expect(parts.logged(account)).toHaveLength(1);
    expect(JSON.parse(parts.live(account)).Statement).toHaveLength(3);
  });
});

describe("a failure of IAM", () => {
  test("shows on the request, and is made good by the next try", async () => {
    const { account, ids } = await several(1);
    parts.onIamCall(async () => refusedByIam);
    await expect(cutOff(ids[0]!)).rejects.toThrow("Refused by a test");
    expect(await shown(ids[0]!)).toEqual({ state: "failed" });
    expect(parts.logged(account)).toEqual(["error: cut-off failed"]);
    parts.onIamCall();
    parts.clock.advance(6 * second);
    await cutOff(ids[0]!);
    expect(await shown(ids[0]!)).toMatchObject({ state: "done" });
    expect(await parts.item(account)).toMatchObject({ generation: 1, published: 1 });
  });

  test("holds the next publisher back for the seconds in which IAM may still take it", async () => {
    const { account, ids } = await several(2);
    parts.onIamCall(async ({ action }, answer) => (action === "CreatePolicyVersion" ? refusedByIam : answer()));
    await expect(cutOff(ids[0]!)).rejects.toThrow("Refused by a test");
    parts.onIamCall();
    await expect(cutOff(ids[1]!)).rejects.toThrow(
      `the cut-off list of ${account} could not be published in generation 2`,
    );
    parts.clock.advance(6 * second);
    await Promise.all(ids.map((id) => cutOff(id)));
    expect(parts.denied(account)).toEqual(ids.toSorted());
  });

  test("in one account does not keep another from being cut off", async () => {
    const [broken, sound] = [await several(1), await several(1)];
    parts.onIamCall(async ({ account }, answer) => (account === broken.account ? refusedByIam : answer()));
    const [failed, done] = await Promise.allSettled([cutOff(broken.ids[0]!), cutOff(sound.ids[0]!)]);
    expect([failed.status, done.status]).toEqual(["rejected", "fulfilled"]);
    expect(parts.denied(sound.account)).toEqual(sound.ids);
  });
});

describe("publishers", () => {
  test("at once publish one after the other, and lose nobody", async () => {
    const { account, ids } = await several(20);
    let [publishing, most] = [0, 0];
    parts.onIamCall(async ({ action }, answer) => {
      if (action !== "CreatePolicyVersion") return answer();
      most = Math.max(most, ++publishing);
      await new Promise((done) => setTimeout(done, 10));
      const answered = await answer();
      publishing--;
      return answered;
    });
    parts.calls();
    await Promise.all(ids.map((id) => cutOff(id)));
    expect(most).toBe(1);
    expect(parts.denied(account)).toEqual(ids.toSorted());
    // Whoever finds its own generation published leaves it at that.
    expect(published().length).toBeLessThan(ids.length);
    expect(await parts.item(account)).toMatchObject({ generation: 20, published: 20 });
    for (const id of ids) expect(await shown(id)).toMatchObject({ state: "done" });
    expect(parts.logged(account)).toEqual([]);
  });

  test("leave the newest list live, even when one stalls past its lease and publishes an older one last", async () => {
    const { account, ids } = await several(2);
    const [reached, stalled] = [gate(), gate()];
    parts.onIamCall(async ({ action }, answer) => {
      if (action !== "CreatePolicyVersion") return answer();
      parts.onIamCall();
      reached.open();
      await stalled.opened;
      return answer();
    });
    parts.calls();
    const slow = cutOff(ids[0]!);
    await reached.opened;
    parts.clock.advance(61 * second);
    await cutOff(ids[1]!);
    expect(parts.denied(account)).toEqual(ids.toSorted());
    stalled.open();
    await slow;
    expect(parts.denied(account)).toEqual(ids.toSorted());
    // Sent in this order; the first came to be live after the second.
    const sent = published().map(({ document }) => ids.filter((id) => document.includes(id)));
    expect(sent).toEqual([[ids[0]], ids, ids]);
    expect(await parts.item(account)).not.toHaveProperty("holder");
  });

  test("take over from one that died after it had published, once its lease is over", async () => {
    const { account, ids } = await several(1);
    void cutOff(ids[0]!, dying());
    await expect.poll(() => parts.denied(account)).toEqual(ids);
    await expect(cutOff(ids[0]!)).rejects.toThrow("could not be published");
    expect(await shown(ids[0]!)).toEqual({ state: "failed" });
    parts.clock.advance(61 * second);
    await cutOff(ids[0]!);
    expect(await shown(ids[0]!)).toMatchObject({ state: "done" });
    // The retry finds it on the list, and adds nothing.
    expect(await parts.item(account)).toMatchObject({ generation: 1, published: 1 });
  });

  test("keep five versions, the newest ones", async () => {
    const { account, ids } = await several(10);
    for (const id of ids) await cutOff(id);
    expect(await parts.versions(account)).toEqual(["v11", "v10", "v9", "v8", "v7"]);
    expect(parts.denied(account)).toEqual(ids.toSorted());
  });

  test("have a lease that outlives the function", () => {
    const [cutOffFunction] = functionsOf(hubTemplate(inject("assembly"))).filter(
      ({ fn }) => fn.environment.POWERTOOLS_SERVICE_NAME === "stint-cut-off",
    );
    expect(cutOffFunction?.fn.timeout).toBeLessThan(60);
  });
});
