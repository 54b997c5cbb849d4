import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

async function lent(person: string, changes: object = {}): Promise<{ id: string; sts: STSClient }> {
  const { id } = await stint.ask(person, { ...sandboxAsk, asks: {}, ...changes });
  const { body } = await stint.post(person, `/requests/${id}/credentials`);
  const credentials = {
    accessKeyId: body.AccessKeyId,
    secretAccessKey: body.SecretAccessKey,
    sessionToken: body.SessionToken,
  };
  return { id, sts: new STSClient({ region: "eu-west-1", endpoint: `${stint.origin}/sts`, credentials }) };
}

const cutOffDone = (id: string) =>
  stint.until(
    () => stint.get<Shown>("erin", `/requests/${id}`),
    ({ body }) => body.cutOff?.state === "done",
  );

/** What a session is refused with when it tries to go on to another role. */
async function chaining(sts: STSClient): Promise<string> {
  const RoleArn = "arn:aws:iam::888899990000:role/TransitGatewayOperator";
  return sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "next" })).then(
    () => "allowed",
    (error: Error) => error.message,
  );
}

describe("cutting off", () => {
  test("denies the session of a revoked request, and no other", async () => {
    const [mine, neighbour] = [await lent("alice"), await lent("alice")];
    expect(
      (await stint.post("erin", `/requests/${mine.id}/revoke`, { comment: "wrong account" })).body.cutOff.state,
    ).toBe("pending");
    const { body } = await cutOffDone(mine.id);
    expect(Date.parse(body.cutOff.effectiveBy)).toBeGreaterThan(Date.parse(body.outcome?.at ?? body.askedAt));
    expect(await chaining(mine.sts)).toContain("explicit deny in a permissions boundary");
    expect(await chaining(neighbour.sts)).not.toContain("permissions boundary");
    expect((await mine.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(sandboxAsk.account);
  });

  test("happens when the requester gives it back", async () => {
    const { id, sts } = await lent("alice");
    await stint.post("alice", `/requests/${id}/end`);
    await cutOffDone(id);
    expect(await chaining(sts)).toContain("explicit deny in a permissions boundary");
  });

  test("is not needed where no session was issued", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    await stint.post("alice", `/requests/${id}/end`);
    const { body } = await stint.until(
      () => stint.get("alice", `/requests/${id}`),
      ({ body }) => body.history.at(-1).type === "closed",
    );
    expect(body.cutOff).toBeUndefined();
  });

  test("of many at once in one account loses none", async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, () => lent("alice")));
    await Promise.all(sessions.map(({ id }) => stint.post("erin", `/requests/${id}/revoke`)));
    await Promise.all(sessions.map(({ id }) => cutOffDone(id)));
    for (const { sts } of sessions) expect(await chaining(sts)).toContain("permissions boundary");
  });
});
