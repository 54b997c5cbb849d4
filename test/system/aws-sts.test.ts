import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { call, signInAt } from "../../local/client.ts";
import { startClock } from "../../local/clock.ts";
import { startSts } from "../../local/sts.ts";
import { serve } from "../../local/wire.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

const code = "5f0c1a9e77";
let stint: Stint;
let calls: () => readonly { readonly requestParameters: object | null; readonly eventName: string }[];
const closing: (() => Promise<void>)[] = [];

/** Another STS in AWS's place, at the wire: it knows the sandbox role, and lends it to the key of the environment. */
beforeAll(async () => {
  const state = mkdtempSync(join(tmpdir(), "stint-aws-"));
  const aws = startSts({
    clock: startClock(),
    account: "123456789012",
    region: "eu-west-1",
    state,
    role: (arn) =>
      arn.endsWith("role/stint/Stint-PowerUser") ? { arn, maxSession: 3600, refuses: () => undefined } : undefined,
    caller: (key) => (key === "AKIAENVIRONMENT00000" ? "arn:aws:iam::123456789012:user/laptop" : undefined),
  });
  calls = aws.log;
  const served = await serve({ port: 0, mounts: { "/": aws.part } });
  closing.push(served.close);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", served.origin);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT00000");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "laptop");
  stint = await startStint({ awsSts: { signInCode: code } });
  closing.unshift(stint.close);
});
afterAll(async () => {
  for (const close of closing) await close();
  vi.unstubAllEnvs();
});

const as = async (person: string) => (await signInAt(stint.origin, person, code)).access_token;

describe("with --aws-sts", () => {
  test("nobody signs in without the code of the terminal", async () => {
    await expect(signInAt(stint.origin, "alice")).rejects.toThrow();
    await expect(signInAt(stint.origin, "alice", "0000000000")).rejects.toThrow();
  });

  test("the role is lent by the STS of the environment, as the request says", async () => {
    const token = await as("alice");
    const { body } = await call<{ id: string }>(stint.origin, token, "POST", "/requests", { ...sandboxAsk, asks: {} });
    const lent = await call<{ AccessKeyId: string }>(stint.origin, token, "POST", `/requests/${body.id}/credentials`);
    expect(lent.status).toBe(200);
    expect(calls().at(-1)).toMatchObject({
      eventName: "AssumeRole",
      requestParameters: {
        roleArn: `arn:aws:iam::${sandboxAsk.account}:role/stint/Stint-PowerUser`,
        sourceIdentity: "alice@example.com",
      },
    });
    expect(stint.trail()).toEqual([]);
  });

  test("a session that AWS refuses is not there, and the person is told", async () => {
    const token = await as("alice");
    const { body } = await call<{ id: string }>(stint.origin, token, "POST", "/requests", {
      account: "111122223333",
      role: "DatabaseAdmin",
      duration: "1h",
      justification: "Repair the orders table",
      asks: { ticket: "INC-42" },
    });
    for (const approver of ["bob", "carol"])
      await call(stint.origin, await as(approver), "POST", `/requests/${body.id}/approve`, {});
    const refused = await call(stint.origin, token, "POST", `/requests/${body.id}/credentials`);
    expect(refused).toMatchObject({ status: 502, body: { error: { code: "upstream" } } });
  });

  test("a revoked session is not said to be cut off", async () => {
    const token = await as("alice");
    const { body } = await call<{ id: string }>(stint.origin, token, "POST", "/requests", { ...sandboxAsk, asks: {} });
    await call(stint.origin, token, "POST", `/requests/${body.id}/credentials`);
    await call(stint.origin, token, "POST", `/requests/${body.id}/end`);
    const { body: whole } = await stint.until(
      () => call<{ cutOff: { state: string } }>(stint.origin, token, "GET", `/requests/${body.id}`),
      (answer) => answer.body.cutOff.state !== "pending",
    );
    expect(whole.cutOff.state).toBe("failed");
  });
});
