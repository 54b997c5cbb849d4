import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseAsk, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

describe("the main job", () => {
  test("goes from the ask over two stages to credentials, and ends", async () => {
    const preview = await stint.post("alice", "/requests/preview", databaseAsk);
    expect(preview.body).toMatchObject({ allowed: true, rule: { id: "prod-database" }, unmet: [] });

    const asked = await stint.ask("alice");
    expect(asked).toMatchObject({ phase: "pending", may: ["withdraw"] });
    await stint.until(stint.inbox, (mails) => mails.some(({ to }) => to.includes("db-leads@example.com")));

    const queue = await stint.get("bob", "/requests?view=to-approve");
    expect(queue.body.items).toMatchObject([{ id: asked.id, may: ["approve", "reject"] }]);
    expect((await stint.get("carol", "/requests?view=to-approve")).body.items).toEqual([]);

    expect((await stint.post("bob", `/requests/${asked.id}/approve`, { comment: "go" })).body.phase).toBe("pending");
    await stint.until(stint.inbox, (mails) => mails.some(({ to }) => to.includes("security@example.com")));
    expect((await stint.post("carol", `/requests/${asked.id}/approve`, {})).body.phase).toBe("active");

    const { status, body: lent } = await stint.post("alice", `/requests/${asked.id}/credentials`);
    expect(status).toBe(200);
    const sts = new STSClient({
      region: "eu-west-1",
      endpoint: `${stint.origin}/sts`,
      credentials: {
        accessKeyId: lent.AccessKeyId,
        secretAccessKey: lent.SecretAccessKey,
        sessionToken: lent.SessionToken,
      },
    });
    const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe("111122223333");
    expect(Arn).toBe(`arn:aws:sts::111122223333:assumed-role/Stint-DatabaseAdmin/${asked.id}-alice@example.com`);

    expect((await stint.post("alice", `/requests/${asked.id}/end`)).body.phase).toBe("ended");
    const after = await stint.post("alice", `/requests/${asked.id}/credentials`);
    expect(after).toMatchObject({ status: 409, body: { error: { code: "wrong_state" } } });
    await stint.until(
      () => stint.get("alice", `/requests/${asked.id}`),
      ({ body }) => body.history.at(-1).type === "closed",
    );
  });

  test("lends at once where the policy says that nobody has to approve", async () => {
    const asked = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    expect(asked).toMatchObject({ phase: "active", stages: [], may: ["end", "use"] });
    expect((await stint.post("alice", `/requests/${asked.id}/credentials`)).status).toBe(200);
  });

  test("signs in to the console by a link that works once", async () => {
    const asked = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const { body } = await stint.post("alice", `/requests/${asked.id}/console`);
    expect((await fetch(body.url)).status).toBe(200);
    expect((await fetch(body.url)).status).toBe(400);
    const { body: whole } = await stint.get("alice", `/requests/${asked.id}`);
    expect(whole.history).toContainEqual(expect.objectContaining({ type: "issuing", purpose: "console" }));
  });
});
