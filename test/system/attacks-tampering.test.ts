import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GenerateMacCommand, KMSClient } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replay } from "../../core/request.ts";
import { refusal } from "./attack.ts";
import { sandboxAsk } from "./stint.ts";
import { type Actor, askChanged, chained, startTampered, statusOf, type Tampered } from "./tampering.ts";

let stint: Tampered;
let bob: Actor;
let carol: Actor;
beforeAll(async () => {
  stint = await startTampered();
  bob = await stint.actor("bob", "Bob Brandt");
  carol = await stint.actor("carol", "Carol Chen");
});
afterAll(() => stint.close());

/** A yes, as the table would hold it. */
const yes = (actor: Actor, stage: number, seal?: string) => ({
  type: "approved",
  stage,
  comment: "",
  at: stint.now(),
  actor,
  ...(seal !== undefined && { seal }),
});

describe("an approval written into the table is not believed", () => {
  test("with the chain recomputed and no seals", async () => {
    const { id } = await stint.ask("alice");
    const forged = chained([...(await stint.stolen.historyOf(id)), yes(bob, 0), yes(carol, 1)]);
    expect(statusOf(forged)).toBe("approved");
    await stint.stolen.put(id, forged);
    expect((await stint.get("alice", `/requests/${id}`)).body.phase).toBe("active");
    await stint.expectRefused(id, /the decision of Bob Brandt carries no valid seal/);
  });

  test.each([
    ["made up", `${"A".repeat(43)}=`],
    ["empty", ""],
    ["of the wrong length", "AAAA"],
    ["not even base64", "\u0000<>"],
  ])("with seals that are %s", async (_, seal) => {
    const { id } = await stint.ask("alice");
    await stint.stolen.put(
      id,
      chained([...(await stint.stolen.historyOf(id)), yes(bob, 0, seal), yes(carol, 1, seal)]),
    );
    await stint.expectRefused(id, /no valid seal/);
  });

  test("with the seals of another request by the same people about the same", async () => {
    const real = await stint.approved();
    const { id } = await stint.ask("alice");
    const [, ...decisions] = await stint.stolen.historyOf(real.id);
    await stint.stolen.put(id, chained([...(await stint.stolen.historyOf(id)), ...decisions.slice(0, 2)]));
    await stint.expectRefused(id, /no valid seal/);
  });

  test("with one approver's seal under another's name", async () => {
    const { id } = await stint.ask("alice");
    await stint.post("bob", `/requests/${id}/approve`);
    const [asked, first] = await stint.stolen.historyOf(id);
    await stint.stolen.put(id, chained([asked, first, { ...first, stage: 1, actor: carol }] as object[]));
    await stint.expectRefused(id, /the decision of Carol Chen carries no valid seal/);
  });

  test("where it says that nobody had to decide, under a rule that asks for approval", async () => {
    const { id } = await stint.ask("alice");
    await stint.stolen.put(id, chained(askChanged(await stint.stolen.historyOf(id), { stages: [] })));
    expect((await stint.get("alice", `/requests/${id}`)).body.phase).toBe("active");
    await stint.expectRefused(id, /its rule asks for approval, and there is none/);
  });

  test("where it says that nobody had to decide, for longer than the rule lends", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    await stint.stolen.put(id, chained(askChanged(await stint.stolen.historyOf(id), { duration: 86_400 })));
    await stint.expectRefused(id, /it is longer than its rule allows/);
  });

  test("where it says that nobody had to decide, for a role that the rule does not lend", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const role = { name: "BreakGlass", kubernetes: false };
    await stint.stolen.put(id, chained(askChanged(await stint.stolen.historyOf(id), { role })));
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(
      refusal(403, "not_allowed", /rule sandbox no longer covers this person, role and account/),
    );
  });

  test("where its stage wants nobody, whatever event is said to open it", async () => {
    const { id } = await stint.ask("alice");
    const nobody = [{ name: "Nobody", groups: [], people: [], required: 0 }];
    const window = { startsAt: stint.now(), endsAt: "2099-01-01T00:00:00.000Z" };
    const asked = askChanged(await stint.stolen.historyOf(id), { stages: nobody, ...window });
    for (const type of ["active", "scheduled", "approved-by-hand"]) {
      await stint.stolen.put(id, chained([...asked, { type, at: stint.now(), actor: bob, comment: "" }]));
      expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(refusal(500, "internal"));
    }
    await stint.stolen.put(id, chained(asked));
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(refusal(409, "wrong_state"));
    await stint.stolen.put(id, chained([...asked, yes(bob, 0)]));
    await stint.expectRefused(id, /no valid seal/);
  });

  test("in the summary alone, by which lists are made", async () => {
    const { id } = await stint.ask("alice");
    const history = await stint.stolen.historyOf(id);
    const { history: _, ...summary } = replay(chained([...history, yes(bob, 0), yes(carol, 1)]));
    await stint.stolen.put(id, history, { summary });
    expect((await stint.get("alice", `/requests/${id}`)).body.phase).toBe("pending");
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(refusal(409, "wrong_state"));
  });
});

describe("decide seals nothing that the table made up", () => {
  test("while another ask stands for a moment under the hash of the real one", async () => {
    const { id } = await stint.ask("alice");
    const real = await stint.stolen.historyOf(id);
    const friends = [{ name: "Friends", groups: ["contractors"], people: [], required: 1 }];
    await stint.stolen.put(id, askChanged(real, { stages: friends }));
    for (const verdict of ["approve", "reject"])
      expect(await stint.post("frank", `/requests/${id}/${verdict}`)).toMatchObject(
        refusal(403, "not_allowed", /history of this request cannot be verified/),
      );
    expect(stint.logged.filter((line) => line.includes("history not verified") && line.includes(id))).toHaveLength(2);
    expect(await stint.stolen.historyOf(id)).toHaveLength(1);
  });
});

describe("a privilege is held by one function", () => {
  const options = (name: string, endpoint: string) => ({
    region: "eu-west-1",
    endpoint: stint.endpoints[endpoint] ?? "",
    credentials: { accessKeyId: stint.keyOf(name), secretAccessKey: "stolen" },
  });
  const seal = { MacAlgorithm: "HMAC_SHA_256", Message: Buffer.from("{}") } as const;

  test.each(["api", "credentials", "workflow", "reconcile", "pre-token"])("%s makes no seal", async (name) => {
    const kms = new KMSClient(options(name, "AWS_ENDPOINT_URL_KMS"));
    const call = kms.send(new GenerateMacCommand({ ...seal, KeyId: stint.sealKey }));
    await expect(call).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test.each(["api", "decide", "workflow", "reconcile", "pre-token"])("%s lends no role", async (name) => {
    const sts = new STSClient(options(name, "AWS_ENDPOINT_URL_STS"));
    const call = sts.send(
      new AssumeRoleCommand({
        RoleArn: "arn:aws:iam::111122223333:role/stint/Stint-BreakGlass",
        RoleSessionName: "mallory",
        SourceIdentity: "mallory",
        Tags: [
          { Key: "stint:request", Value: "none" },
          { Key: "stint:requester", Value: "mallory" },
        ],
        TransitiveTagKeys: ["stint:request"],
      }),
    );
    await expect(call).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("a lent session takes no other role, makes no seal and reads no table", async () => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const { body: lent } = await stint.post("alice", `/requests/${id}/credentials`);
    const session = {
      region: "eu-west-1",
      credentials: {
        accessKeyId: lent.AccessKeyId,
        secretAccessKey: lent.SecretAccessKey,
        sessionToken: lent.SessionToken,
      },
    };
    const sts = new STSClient({ ...session, endpoint: stint.endpoints.AWS_ENDPOINT_URL_STS ?? "" });
    for (const role of ["BreakGlass", "PowerUser"]) {
      const RoleArn = `arn:aws:iam::666677778888:role/stint/Stint-${role}`;
      const call = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "next" }));
      await expect(call).rejects.toMatchObject({ name: "AccessDenied" });
    }
    const kms = new KMSClient({ ...session, endpoint: stint.endpoints.AWS_ENDPOINT_URL_KMS ?? "" });
    await expect(kms.send(new GenerateMacCommand({ ...seal, KeyId: stint.sealKey }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const dynamo = new DynamoDBClient({ ...session, endpoint: stint.endpoints.AWS_ENDPOINT_URL_DYNAMODB ?? "" });
    await expect(dynamo.send(new ScanCommand({ TableName: stint.table }))).rejects.toThrow();
  });

  test("a made-up key id opens none of them", async () => {
    const stranger = {
      region: "eu-west-1",
      credentials: { accessKeyId: "ASIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" },
    };
    const kms = new KMSClient({ ...stranger, endpoint: stint.endpoints.AWS_ENDPOINT_URL_KMS ?? "" });
    await expect(kms.send(new GenerateMacCommand({ ...seal, KeyId: stint.sealKey }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const sts = new STSClient({ ...stranger, endpoint: stint.endpoints.AWS_ENDPOINT_URL_STS ?? "" });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    const dynamo = new DynamoDBClient({ ...stranger, endpoint: stint.endpoints.AWS_ENDPOINT_URL_DYNAMODB ?? "" });
    await expect(dynamo.send(new ScanCommand({ TableName: stint.table }))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });
});
