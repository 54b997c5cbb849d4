import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../../lambda/cut-off/compare.ts";
import { cutOffRequest } from "../../lambda/cut-off/cut-off-request.ts";
import type { CutOff } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { type CutOffParts, cutOffParts, gate, refusedByIam } from "./cut-off-fixture.ts";

let parts: CutOffParts;
beforeAll(async () => {
  parts = await cutOffParts();
});
afterAll(() => parts.close());
afterEach(() => parts.onIamCall());

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const differed = "error: cut-off list differed";
const cutOff = (id: string, about?: Partial<CutOff>) => cutOffRequest(id, parts.deps(about));
/** Runs the comparison, of these accounts only. */
const compared = (...accounts: string[]) => compare(parts.deps({ accounts }));
const written = () =>
  parts.calls().filter(({ action }) => action !== "ListPolicyVersions" && action !== "GetPolicyVersion");
const empty = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** A revoked request that was cut off, in an account of its own. */
async function oneCutOff(): Promise<{ account: string; id: string }> {
  const account = parts.account();
  const id = await parts.revoked(account);
  await cutOff(id);
  parts.calls();
  return { account, id };
}

/** Somebody else's hand, a deploy's or an administrator's: this becomes what is live. */
async function overwrite(account: string, document: string): Promise<void> {
  await parts.deps().boundaries.publish(account, document);
  parts.calls();
}

describe("comparing what is live with the lists", () => {
  test("changes nothing, and raises no alarm, where all is as it should be", async () => {
    const { account } = await oneCutOff();
    expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
    parts.clock.advance(30 * minute);
    expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
    expect(written()).toEqual([]);
    expect(parts.logged(account)).toEqual([]);
  });

  test("publishes again what somebody has taken away or mangled, and says so for the alarm", async () => {
    const { account, id } = await oneCutOff();
    const live = parts.live(account);
    const mangled = [
      empty,
      live.replace(id, newId()),
      live.replace('"Deny"', '"Allow"'),
      live.replace('"Action":"*","Resource":"*","Condition"', '"Action":"s3:*","Resource":"*","Condition"'),
      live.replace("StringEquals", "StringNotEquals"),
      live.replace('{"Sid":"Allow","Effect":"Allow","Action":"*","Resource":"*"},', ""),
    ];
    for (const document of mangled) {
      expect(document).not.toBe(live);
      await overwrite(account, document);
      parts.clock.advance(5 * minute);
      expect(await compared(account)).toEqual({ compared: 1, mended: 1, failed: 0 });
      expect(parts.live(account)).toBe(live);
      expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
    }
    expect(parts.logged(account)).toEqual(mangled.map(() => differed));
  });

  test("raises no alarm while IAM may still show the version before", async () => {
    const { account, id } = await oneCutOff();
    await overwrite(account, empty);
    expect(await compared(account)).toEqual({ compared: 1, mended: 1, failed: 0 });
    expect(parts.denied(account)).toEqual([id]);
    expect(parts.logged(account)).toEqual(["warn: cut-off list not taken over yet"]);
  });

  test("finds the older list of a publisher that stalled past its lease, and died", async () => {
    const account = parts.account();
    const ids = [await parts.revoked(account), await parts.revoked(account)];
    const [reached, stalled] = [gate(), gate()];
    parts.onIamCall(async ({ action }, answer) => {
      if (action !== "CreatePolicyVersion") return answer();
      parts.onIamCall();
      reached.open();
      await stalled.opened;
      return answer();
    });
    const { lists } = parts.deps();
    void cutOff(ids[0]!, { lists: { ...lists, published: () => new Promise<never>(() => {}) } });
    await reached.opened;
    parts.clock.advance(61 * second);
    await cutOff(ids[1]!);
    stalled.open();
    await expect.poll(() => parts.denied(account)).toEqual([ids[0]]);
    parts.clock.advance(5 * minute);
    await compared(account);
    expect(parts.denied(account)).toEqual(ids.toSorted());
    expect(parts.logged(account)).toEqual([differed]);
  });

  test("publishes for a publisher that died before it could", async () => {
    const account = parts.account();
    const id = await parts.revoked(account);
    const reached = gate();
    void cutOff(id, {
      boundaries: {
        ...parts.deps().boundaries,
        publish: () => {
          reached.open();
          return new Promise<never>(() => {});
        },
      },
    });
    await reached.opened;
    expect(await compared(account)).toEqual({ compared: 0, mended: 0, failed: 1 });
    parts.clock.advance(61 * second);
    expect(await compared(account)).toEqual({ compared: 1, mended: 1, failed: 0 });
    expect(parts.denied(account)).toEqual([id]);
    // Its request is not told so yet; whoever tries again finds it done.
    parts.calls();
    await cutOff(id);
    expect(parts.calls()).toEqual([]);
    expect((await parts.deps().requests.get("stint", id)).cutOff).toMatchObject({ state: "done" });
  });

  test("waits for a publisher that is at it, and raises no alarm", async () => {
    const { account } = await oneCutOff();
    parts.clock.advance(5 * minute);
    const id = await parts.revoked(account);
    const [reached, looked, busy] = [gate(), gate(), gate()];
    parts.onIamCall(async ({ action }, answer) => {
      if (action === "GetPolicyVersion") looked.open();
      if (action !== "CreatePolicyVersion") return answer();
      reached.open();
      await busy.opened;
      return answer();
    });
    const publishing = cutOff(id);
    await reached.opened;
    const comparing = compared(account);
    await looked.opened;
    busy.open();
    await Promise.all([publishing, comparing]);
    // The comparison may come to publish the same list once more, if it looks just before the other has recorded it.
    expect(written().every(({ document }) => document.includes(id))).toBe(true);
    expect(parts.denied(account)).toContain(id);
    expect(parts.logged(account)).toEqual([]);
  });

  test("twice at once does no harm", async () => {
    const { account, id } = await oneCutOff();
    await overwrite(account, empty);
    parts.clock.advance(5 * minute);
    const runs = await Promise.all([compared(account), compared(account), compared(account)]);
    expect(runs.map(({ failed }) => failed)).toEqual([0, 0, 0]);
    expect(parts.denied(account)).toEqual([id]);
    expect(written().length).toBeLessThanOrEqual(3);
  });

  test("goes on with the other accounts where one fails, or is switched off", async () => {
    const [broken, off, ...sound] = await Promise.all(Array.from({ length: 14 }, () => oneCutOff()));
    for (const { account } of [broken!, off!, ...sound]) await overwrite(account, empty);
    parts.clock.advance(5 * minute);
    parts.onIamCall(async ({ account }, answer) => (account === broken!.account ? refusedByIam : answer()));
    const accounts = [broken!, ...sound].map(({ account }) => account);
    expect(await compared(...accounts)).toEqual({ compared: 12, mended: 12, failed: 1 });
    for (const { account, id } of sound) expect(parts.denied(account)).toEqual([id]);
    expect(parts.logged(broken!.account)).toEqual(["error: cut-off failed"]);
    expect(parts.live(off!.account)).toBe(empty);
    expect(parts.logged(off!.account)).toEqual([]);
  });
});

describe("a list that denies nobody any more", () => {
  test("is tidied up, and then left alone", async () => {
    const { account } = await oneCutOff();
    parts.clock.advance(hour + minute);
    expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
    expect(parts.denied(account)).toEqual(["none"]);
    expect(await compared(account)).toEqual({ compared: 0, mended: 0, failed: 0 });
    expect(parts.logged(account)).toEqual([]);
    const id = await parts.revoked(account);
    await cutOff(id);
    expect(parts.denied(account)).toEqual([id]);
    expect(await compared(account)).toMatchObject({ compared: 1 });
  });

  test("is forgotten, without an alarm, where the account cannot be reached any more", async () => {
    const { account } = await oneCutOff();
    parts.clock.advance(hour + minute);
    parts.onIamCall(async () => refusedByIam);
    expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
    expect(parts.logged(account)).toEqual(["warn: cut-off list not tidied up"]);
    expect(await compared(account)).toEqual({ compared: 0, mended: 0, failed: 0 });
  });

  test("is not forgotten when somebody is cut off just before", async () => {
    const { account } = await oneCutOff();
    parts.clock.advance(hour + minute);
    const id = await parts.revoked(account);
    const { lists } = parts.deps();
    let reads = 0;
    const read: typeof lists.read = async (of) => {
      const was = await lists.read(of);
      if (reads++ === 0) await cutOff(id);
      return was;
    };
    await compare({ ...parts.deps({ accounts: [account] }), lists: { ...lists, read } });
    expect(parts.denied(account)).toEqual([id]);
    expect(await compared(account)).toEqual({ compared: 1, mended: 0, failed: 0 });
  });

  test("is not forgotten when somebody is cut off meanwhile", async () => {
    const { account } = await oneCutOff();
    parts.clock.advance(hour + minute);
    const id = await parts.revoked(account);
    const [reached, busy] = [gate(), gate()];
    parts.onIamCall(async ({ action }, answer) => {
      if (action !== "CreatePolicyVersion") return answer();
      parts.onIamCall();
      reached.open();
      await busy.opened;
      return answer();
    });
    const tidying = compared(account);
    await reached.opened;
    const publishing = cutOff(id);
    await expect.poll(async () => (await parts.item(account)).denied).toHaveProperty(id);
    busy.open();
    await Promise.all([tidying, publishing]);
    expect(parts.denied(account)).toEqual([id]);
    await overwrite(account, empty);
    parts.clock.advance(5 * minute);
    expect(await compared(account)).toEqual({ compared: 1, mended: 1, failed: 0 });
    expect(parts.denied(account)).toEqual([id]);
  });
});
