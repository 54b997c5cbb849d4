import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { Policy } from "../../core/policy.ts";
import type { AwsCall, OnAwsCall } from "../../local/aws-calls.ts";
import { closed, cutOffMessage, cutOffTo, type Lent, lent, sessionWith } from "./lent.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
/** A copy, so that a test can deploy another policy. */
const assembly = mkdtempSync(join(tmpdir(), "stint-assembly-"));
const calls: AwsCall[] = [];
let onAwsCall: OnAwsCall | undefined;

beforeAll(async () => {
  cpSync(inject("assembly"), assembly, { recursive: true });
  stint = await startStint({
    assembly,
    onAwsCall: async (call, answer) => {
      calls.push(call);
      return onAwsCall ? onAwsCall(call, answer) : answer();
    },
  });
});
afterAll(() => stint.close());
afterEach(() => {
  onAwsCall = undefined;
});

const [green, training] = ["777788889999", "012345678901"];
const revoke = (person: string, id: string) => stint.post(person, `/requests/${id}/revoke`, { comment: "Stop" });
const end = (id: string) => stint.post("alice", `/requests/${id}/end`);
/** Calls of IAM in an account, since this was emptied. */
const iamCalls = (account: string) =>
  calls.filter(({ service, resource }) => service === "iam" && resource.includes(account));

/** What `promise` and `open` are to one another: the first settles when the second is called. */
const gate = () => Promise.withResolvers<void>();

describe("cutting off", () => {
  test("denies the session of a revoked request, and no other", async () => {
    const [mine, neighbour] = [await lent(stint, "alice"), await lent(stint, "alice")];
    const { body: revoked } = await revoke("erin", mine.id);
    expect(revoked.cutOff).toMatchObject({ state: "pending", sessionsEnd: expect.any(String) });
    const { cutOff, outcome } = await cutOffTo(stint, mine.id, "done");
    expect(Date.parse(cutOff.effectiveBy)).toBeGreaterThan(Date.parse(outcome?.at ?? revoked.askedAt));
    expect(await mine.assume()).toContain(cutOffMessage);
    expect(await neighbour.assume()).not.toContain(cutOffMessage);
    await end(neighbour.id);
  });

  test("leaves it nothing that STS serves but GetCallerIdentity, which AWS denies to nobody", async () => {
    const session = await lent(stint, "alice");
    await revoke("erin", session.id);
    await cutOffTo(stint, session.id, "done");
    for (const role of [
      `arn:aws:iam::${sandboxAsk.account}:role/stint/Stint-PowerUser`,
      `arn:aws:iam::${sandboxAsk.account}:role/stint-control/StintCutOff`,
      `arn:aws:iam::${sandboxAsk.account}:role/anything`,
    ])
      expect(await session.assume(role)).toContain(cutOffMessage);
    expect(await session.whoAmI()).toBe(sandboxAsk.account);
    expect(await stint.post("alice", `/requests/${session.id}/credentials`)).toMatchObject({ status: 409 });
  });

  test("follows an approver's revocation, in the account of the request", async () => {
    const ask = { account: "111122223333", role: "DatabaseAdmin", asks: { ticket: "INC-42" } };
    const session = await lent(stint, "alice", ask, "bob", "carol");
    expect((await revoke("dan", session.id)).status).toBe(403);
    expect(await session.assume()).not.toContain(cutOffMessage);
    expect((await revoke("bob", session.id)).status).toBe(200);
    await cutOffTo(stint, session.id, "done");
    expect(await session.assume()).toContain(cutOffMessage);
  });

  test("follows when the requester gives it back, and leaves them another of the same role", async () => {
    const [first, second] = [await lent(stint, "alice"), await lent(stint, "alice")];
    await end(first.id);
    await cutOffTo(stint, first.id, "done");
    expect(await first.assume()).toContain(cutOffMessage);
    expect(await second.assume()).not.toContain(cutOffMessage);
    expect((await stint.post("alice", `/requests/${second.id}/credentials`)).status).toBe(200);
    await end(second.id);
  });

  test("follows when a deploy has taken the rule away, and the reconciler finds it", async () => {
    const session = await lent(stint, "alice", { account: training });
    const files = readdirSync(assembly).map((asset) => join(assembly, asset, "policy.json"));
    const before = new Map(files.filter((file) => existsSync(file)).map((file) => [file, readFileSync(file, "utf8")]));
    const deploy = async (change: (policy: Policy) => Policy) => {
      for (const [file, policy] of before) writeFileSync(file, JSON.stringify(change(JSON.parse(policy))));
      await stint.functions.kill(stint.arnOf("reconcile"));
    };
    await deploy((policy) => ({ ...policy, rules: policy.rules.filter(({ id }) => id !== "sandbox") }));
    expect((await stint.reconcile()).revoked).toBeGreaterThan(0);
    const { history } = await cutOffTo(stint, session.id, "done");
    expect(history.find(({ type }: Shown) => type === "revoked")).toMatchObject({ actor: { id: "stint" } });
    expect(await session.assume()).toContain(cutOffMessage);
    await deploy((policy) => policy);
  });

  test("is not needed where no session was issued, or none could be", async () => {
    calls.length = 0;
    const startsAt = new Date(stint.clock.now() + 86_400_000).toISOString();
    const scheduled = await stint.ask("alice", { ...sandboxAsk, asks: {}, account: green, startsAt });
    const unused = await stint.ask("alice", { ...sandboxAsk, asks: {}, account: green });
    expect((await revoke("erin", scheduled.id)).body.status).toBe("revoked");
    await end(unused.id);
    for (const { id } of [scheduled, unused]) expect(await closed(stint, id)).not.toHaveProperty("cutOff");
    expect(iamCalls(green)).toEqual([]);
  });

  test("of many at once in two accounts loses none", async () => {
    const sessions: Lent[] = [];
    for (let i = 0; i < 8; i++)
      sessions.push(await lent(stint, "alice", { account: i % 2 ? green : sandboxAsk.account }));
    await Promise.all(sessions.map(({ id }) => revoke("erin", id)));
    await Promise.all(sessions.map(({ id }) => cutOffTo(stint, id, "done")));
    for (const { assume } of sessions) expect(await assume()).toContain(cutOffMessage);
  });

  test("is done by the role that can do nothing else", () => {
    const made = iamCalls(green);
    expect(new Set(made.map(({ action }) => action))).toContain("CreatePolicyVersion");
    const resource = `arn:aws:iam::${green}:policy/stint/StintCutOff`;
    const assumed = `arn:aws:iam::${green}:role/stint-control/StintCutOff`;
    for (const call of made) expect(call).toMatchObject({ function: "cut-off", assumed, resource });
  });
});

describe("a session that is on its way when its request is revoked", () => {
  test("is handed to nobody, and denied from its beginning", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const [issued, held] = [gate(), gate()];
    let xml = "";
    onAwsCall = async (call, answer) => {
      const answered = await answer();
      if (call.function !== "credentials" || call.action !== "AssumeRole") return answered;
      xml = String(answered.body);
      issued.resolve();
      await held.promise;
      return answered;
    };
    const asking = stint.post("alice", `/requests/${id}/credentials`);
    await issued.promise;
    await revoke("erin", id);
    const { cutOff } = await cutOffTo(stint, id, "done");
    held.resolve();
    const { status, body } = await asking;
    expect(status).toBe(409);
    const of = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)?.[1] ?? "";
    expect(JSON.stringify(body)).not.toContain(of("AccessKeyId"));
    const session = await sessionWith(stint, {
      AccessKeyId: of("AccessKeyId"),
      SecretAccessKey: of("SecretAccessKey"),
      SessionToken: of("SessionToken"),
    });
    expect(await session.whoAmI()).toBe(sandboxAsk.account);
    expect(await session.assume()).toContain(cutOffMessage);
    expect(Date.parse(cutOff.sessionsEnd)).toBeGreaterThanOrEqual(Date.parse(of("Expiration")));
    const { history } = await closed(stint, id);
    expect(history.map(({ type }: Shown) => type)).toEqual(["asked", "issuing", "revoked", "cut-off", "closed"]);
  });

  test("is cut off even when STS is asked only after the list was published", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {}, duration: "8h" });
    const [reached, held] = [gate(), gate()];
    onAwsCall = async (call, answer) => {
      if (call.function !== "credentials" || call.action !== "AssumeRole") return answer();
      reached.resolve();
      await held.promise;
      return answer();
    };
    const asking = stint.post("alice", `/requests/${id}/credentials`);
    await reached.promise;
    await end(id);
    await cutOffTo(stint, id, "done");
    stint.clock.advance(8000);
    held.resolve();
    expect((await asking).status).toBe(409);
    const { responseElements } = stint.trail().at(-1) ?? {};
    const { accessKeyId, expiration } = (responseElements as Shown).credentials;
    expect(accessKeyId).toMatch(/^ASIA/);
    const { cutOff } = (await stint.get("alice", `/requests/${id}`)).body;
    expect(Date.parse(cutOff.sessionsEnd)).toBeGreaterThanOrEqual(Date.parse(`${expiration} UTC`));
  });
});
