import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreatePolicyVersionCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { cutOffKey } from "../../core/table.ts";
import type { AwsCall } from "../../local/aws-calls.ts";
import type { WireAnswer } from "../../local/wire.ts";
import { behind } from "./behind.ts";
import { closed, cutOffMessage, cutOffTo, lent, sessionWith } from "./lent.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
const logged: { readonly message: string; readonly account?: string }[] = [];
/** Whether this call of the function `cut-off` is refused. */
let refused = (_call: AwsCall) => false;

beforeAll(async () => {
  stint = await startStint({
    log: (name, line) => {
      if (name.includes("CutOff") && line.startsWith("{")) logged.push(JSON.parse(line));
    },
    onAwsCall: async (call, answer) => (call.function === "cut-off" && refused(call) ? accessDenied : answer()),
  });
});
afterAll(() => stint.close());
afterEach(() => {
  refused = () => false;
});

const [green, training, search] = ["777788889999", "012345678901", "333344445555"];
const minute = 60_000;
const revoke = (id: string) => stint.post("erin", `/requests/${id}/revoke`, { comment: "Stop" });
const compare = async () => stint.functions.invoke(stint.arnOf("cut-off"), { task: "compare" });
const messages = (account: string) => logged.filter((line) => line.account === account).map(({ message }) => message);
const failures = (account: string) => messages(account).filter((message) => message === "cut-off failed").length;

/** What IAM and STS answer to those who may not. */
const accessDenied: WireAnswer = {
  status: 403,
  headers: { "content-type": "text/xml" },
  body: "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Refused by a test</Message></Error></ErrorResponse>",
};

/** Lets a workflow try so often, and then give up; at each look a second of embedded time passes. */
async function tries(account: string, times: number): Promise<void> {
  const [failed, raised] = [failures(account), stint.alarms().length];
  const until = (holds: () => boolean) => stint.until(() => stint.clock.advance(1000), holds);
  for (let i = 1; i <= times; i++) await until(() => failures(account) >= failed + i);
  await until(() => stint.alarms().length > raised);
}

describe("a target whose IAM fails", () => {
  test("shows on the request, raises an alarm, and is tried again by the reconciler until it is done", async () => {
    const session = await lent(stint, "alice", { duration: "8h" });
    refused = ({ service }) => service === "iam";
    await revoke(session.id);
    await cutOffTo(stint, session.id, "failed");
    await tries(sandboxAsk.account, 8);
    expect(failures(sandboxAsk.account)).toBe(9);
    expect(stint.alarms().at(-1)).toMatchObject({
      subject: "Stint: a workflow failed",
      message: expect.stringContaining(session.id),
    });
    expect(await session.assume()).not.toContain(cutOffMessage);

    refused = () => false;
    expect(await stint.reconcile()).toMatchObject({ started: 1, failed: 0 });
    await cutOffTo(stint, session.id, "done");
    expect(await session.assume()).toContain(cutOffMessage);
    const { history } = await closed(stint, session.id);
    const types = history.map(({ type }: Shown) => type);
    expect(types.slice(-4)).toEqual(["revoked", "cut-off-failed", "cut-off", "closed"]);
  });

  test("says so to the end where the sessions ended by themselves, and then leaves it", async () => {
    const session = await lent(stint, "alice", { account: green, duration: "8h" });
    // As in an account where the target stack is missing.
    refused = ({ action, resource }) => action === "AssumeRole" && resource.includes(green);
    await revoke(session.id);
    const { cutOff } = await cutOffTo(stint, session.id, "failed");
    stint.moveTo(cutOff.sessionsEnd);
    const over = await closed(stint, session.id);
    expect(over.cutOff).toEqual(cutOff);
    expect(over.history.map(({ type }: Shown) => type)).not.toContain("cut-off");
    expect(stint.mails(session.id).at(-1)?.subject).toMatch(/revoked$/);
  });
});

describe("a deploy that puts the empty document back", () => {
  test("is found by the comparison, which publishes the list again and logs it for the alarm", async () => {
    const session = await lent(stint, "alice", { account: search, role: "ReadOnly" }, "bob");
    await revoke(session.id);
    await cutOffTo(stint, session.id, "done");
    stint.clock.advance(5 * minute);
    await deployTarget(search);
    expect(await session.assume()).not.toContain(cutOffMessage);
    expect(await compare()).toMatchObject({ mended: 1, failed: 0 });
    expect(await session.assume()).toContain(cutOffMessage);
    expect(messages(search).filter((message) => message === "cut-off list differed")).toHaveLength(1);
    expect(await compare()).toMatchObject({ mended: 0, failed: 0 });
  });

  /** What CloudFormation does when the template says something else of the boundary than at the last deploy. */
  async function deployTarget(account: string): Promise<void> {
    const own = { accessKeyId: stint.keyOf("cut-off"), secretAccessKey: "embedded" };
    const sts = new STSClient({ region: "eu-west-1", endpoint: `${stint.origin}/sts`, credentials: own });
    const RoleArn = `arn:aws:iam::${account}:role/stint-control/StintCutOff`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "deploy" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const iam = new IAMClient({
      region: "eu-west-1",
      endpoint: String(stint.endpoints.AWS_ENDPOINT_URL_IAM),
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    });
    const PolicyArn = `arn:aws:iam::${account}:policy/stint/StintCutOff`;
    const { Resources } = JSON.parse(readFileSync(join(inject("assembly"), "StintTarget.template.json"), "utf8"));
    const [boundary] = Object.values<Shown>(Resources).filter(
      ({ Properties }) => Properties?.ManagedPolicyName === "StintCutOff",
    );
    const PolicyDocument = JSON.stringify(boundary.Properties.PolicyDocument);
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  }
});

describe("a list that is full", () => {
  test("denies everyone of before, which is logged for the alarm, and nobody who comes after", async () => {
    const aws = behind({ ...stint, accessKeyId: stint.keyOf("cut-off") });
    const until = new Date(stint.clock.now() + 30 * minute).toISOString();
    const denied = Object.fromEntries(Array.from({ length: 260 }, (_, i) => [String(i).padStart(20, "0"), until]));
    await aws.put(marshall({ ...cutOffKey(training), schema: 1, generation: 7, published: 7, denied }));
    const inTraining = () => lent(stint, "alice", { account: training });
    const [mine, neighbour, elsewhere] = [await inTraining(), await inTraining(), await lent(stint, "alice")];
    await revoke(mine.id);
    await cutOffTo(stint, mine.id, "done");
    expect(await mine.assume()).toContain(cutOffMessage);
    expect(await neighbour.assume()).toContain(cutOffMessage);
    expect(await elsewhere.assume()).not.toContain(cutOffMessage);
    expect(messages(training)).toContain("cut-off of everyone");

    // IAM compares whole seconds.
    stint.clock.advance(1000);
    const { body } = await stint.post("alice", `/requests/${neighbour.id}/credentials`);
    const again = await sessionWith(stint, body);
    expect(await again.assume()).not.toContain(cutOffMessage);
    expect(await neighbour.assume()).toContain(cutOffMessage);
    await revoke(neighbour.id);
    await cutOffTo(stint, neighbour.id, "done");
    expect(await again.assume()).toContain(cutOffMessage);
    expect(messages(training).filter((message) => message === "cut-off of everyone")).toHaveLength(1);
    await revoke(elsewhere.id);
    await cutOffTo(stint, elsewhere.id, "done");
  });
});

describe("when the window has passed", () => {
  test("no session needs to be cut off, and lists that denied some are tidied up", async () => {
    const account = "222233334444";
    const { id } = await lent(stint, "alice", { account, role: "ReadOnly" }, "bob");
    stint.moveTo((await stint.get("alice", `/requests/${id}`)).body.endsAt);
    const over = await closed(stint, id);
    expect(over).toMatchObject({ status: "expired" });
    expect(over).not.toHaveProperty("cutOff");
    expect(messages(account)).toEqual([]);
    stint.clock.advance(minute);
    expect(await compare()).toMatchObject({ mended: 0, failed: 0 });
    expect(await compare()).toEqual({ compared: 0, mended: 0, failed: 0 });
  });
});
