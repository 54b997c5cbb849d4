import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { AwsCall } from "../../local/aws-calls.ts";
import { readPermissions } from "../../local/permissions.ts";
import { cutOffGrants, functionGrants, type Grant, hubTemplate } from "../template.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

const calls = new Map<string, AwsCall>();
let stint: Stint;

/** Everything that people, time and failures make the functions do, so that every kind of AWS call is made. */
beforeAll(async () => {
  stint = await startStint({
    onAwsCall: async (call, answer) => {
      calls.set(JSON.stringify(call), call);
      return answer();
    },
  });
  await mainJob();
  await endings();
  await lists();
  await failures();
});
afterAll(() => stint.close());

async function mainJob(): Promise<void> {
  const { id } = await stint.ask("alice");
  await stint.until(
    () => stint.mails(id),
    (mails) => mails.length === 1,
  );
  await stint.post("bob", `/requests/${id}/approve`, {});
  await stint.post("carol", `/requests/${id}/approve`, {});
  await stint.post("alice", `/requests/${id}/credentials`);
  await stint.post("alice", `/requests/${id}/console`);
  const detail = stint.trail().findLast(({ eventName }) => eventName === "AssumeRole");
  await stint.functions.invoke(stint.arnOf("witness"), { detail });
  await stint.post("alice", `/requests/${id}/end`);
  await closed(id);
}

async function endings(): Promise<void> {
  const rejected = await stint.ask("alice");
  await stint.post("bob", `/requests/${rejected.id}/reject`, {});
  const withdrawn = await stint.ask("alice");
  await stint.post("alice", `/requests/${withdrawn.id}/withdraw`);
  const revoked = await stint.ask("alice", { ...sandboxAsk, asks: {} });
  await stint.post("alice", `/requests/${revoked.id}/credentials`);
  await stint.post("erin", `/requests/${revoked.id}/revoke`);
  for (const { id } of [rejected, withdrawn, revoked]) await closed(id);
  // Five versions of a boundary are kept, so the sixth publication has to delete one.
  for (let i = 0; i < 5; i++) {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    await stint.post("alice", `/requests/${id}/credentials`);
    await stint.post("alice", `/requests/${id}/end`);
    await closed(id);
  }
  await stint.functions.invoke(stint.arnOf("cut-off"), { task: "compare" });
}

async function lists(): Promise<void> {
  for (const path of ["?view=mine", "?view=to-approve"]) await stint.get("bob", `/requests${path}`);
  for (const path of ["", "&account=111122223333", "&requester=nobody"])
    await stint.get("dan", `/requests?view=all${path}`);
  await stint.get("alice", "/catalog");
}

async function failures(): Promise<void> {
  const key = { "idempotency-key": "once" };
  await stint.post("alice", "/requests", { ...sandboxAsk }, key);
  await stint.post("alice", "/requests", { ...sandboxAsk }, key);
  await stint.reconcile();
}

const closed = (id: string) =>
  stint.until(
    () => stint.get("alice", `/requests/${id}`),
    ({ body }) => body.history.at(-1).type === "closed",
  );

/**
 * Granted, and made by no call of this test, with the reason why it is granted. `raced`: made here only when two things
 * happen at a particular moment, which other tests bring about.
 */
const reasons: readonly { readonly grant: RegExp; readonly reason: string; readonly raced?: true }[] = [
  { grant: /^[\w-]+: logs:/, reason: "the Lambda service writes the log with the function's role" },
  { grant: /^[\w-]+: xray:/, reason: "the Lambda service sends traces with the function's role" },
  {
    grant: /^witness: sqs:SendMessage/,
    reason: "the Lambda service keeps an event that failed with the function's role",
  },
  { grant: /^[\w-]+: kms:Decrypt on /, reason: "DynamoDB uses the table's key for the function" },
  {
    grant: /^workflow: ses:SendEmail on .*identity\/[^@]+$/,
    reason: "the sender may be verified in SES by its domain; then that is the resource",
  },
  {
    grant: /^credentials: sts:(TagSession|SetSourceIdentity)/,
    reason: "IAM asks for them beside AssumeRole when a call carries tags and a source identity",
  },
  {
    grant: /^reconcile: states:(StartExecution|SendTaskSuccess)/,
    reason: "after a failure: test/system/reconcile.test.ts",
    raced: true,
  },
  { grant: /^reconcile: dynamodb:UpdateItem/, reason: "after a failure: test/system/reconcile.test.ts", raced: true },
  {
    grant: /^workflow: states:SendTaskSuccess/,
    reason: "when a wait is over before it begins: test/system/crash.test.ts",
    raced: true,
  },
];

describe("least privilege", () => {
  test("each function's role allows every AWS call that the function makes", () => {
    const allows = readPermissions(hubTemplate(inject("assembly")));
    const roles = new Map(functionGrants(inject("assembly")).map(({ name, roleArn }) => [name, roleArn]));
    const refused = [...calls.values()].filter(
      ({ function: name, assumed, service, action, resource }) =>
        assumed === undefined && !allows(roles.get(name) ?? "", `${service}:${action}`, resource),
    );
    expect(calls.size).toBeGreaterThan(20);
    expect(refused).toEqual([]);
  });

  test("the cut-off role of a target allows what is called with it there, and nothing else", () => {
    const made = [...calls.values()].filter(({ assumed }) => assumed !== undefined);
    for (const account of new Set(made.map(({ assumed = "" }) => assumed.split(":")[4] ?? ""))) {
      const { roleArn, grants } = cutOffGrants(inject("assembly"), account);
      const used = made.filter(({ assumed }) => assumed === roleArn);
      expect(used.every(({ resource }) => resource.includes(`:${account}:`))).toBe(true);
      for (const { service, action, resource } of used)
        expect(grants).toContainEqual({ action: `${service}:${action}`, resource });
    }
    const actions = cutOffGrants(inject("assembly"), sandboxAsk.account).grants.map(({ action }) => action);
    expect(actions.toSorted()).toEqual([...new Set(made.map(({ action }) => `iam:${action}`))].toSorted());
  });

  test("no role allows an action that no call uses, but for a reason", () => {
    const used = (name: string, { action, resource }: Grant) =>
      [...calls.values()].some(
        (call) =>
          call.function === name &&
          matches(action, `${call.service}:${call.action}`) &&
          matches(resource, call.resource),
      );
    const unused = functionGrants(inject("assembly")).flatMap(({ name, grants }) =>
      grants.filter((grant) => !used(name, grant)).map(({ action, resource }) => `${name}: ${action} on ${resource}`),
    );
    const unexplained = unused.filter((grant) => !reasons.some((reason) => reason.grant.test(grant)));
    expect(unexplained).toEqual([]);
    const idle = reasons.filter(({ grant, raced }) => !raced && !unused.some((entry) => grant.test(entry)));
    expect(idle.map(({ grant }) => String(grant))).toEqual([]);
  });
});

function matches(pattern: string, value: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`, "i").test(value);
}
