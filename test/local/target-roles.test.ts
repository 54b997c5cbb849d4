import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { loadConfig } from "../../lib/config.ts";
import { startClock } from "../../local/clock.ts";
import { readPermissions } from "../../local/permissions.ts";
import { startSts } from "../../local/sts.ts";
import { targetRoles } from "../../local/target-roles.ts";
import { type Served, serve } from "../../local/wire.ts";
import { hubTemplate } from "../template.ts";

const account = "111122223333";
const database = `arn:aws:iam::${account}:role/stint/Stint-DatabaseAdmin`;
const cutOff = `arn:aws:iam::${account}:role/stint-control/StintCutOff`;
const tags = (...names: string[]) => names.map((name) => ({ Key: `stint:${name}`, Value: name }));

/** What the broker asks for. */
const lending = {
  RoleArn: database,
  RoleSessionName: "r-1-requester",
  SourceIdentity: "requester",
  Tags: tags("request", "rule", "requester", "history"),
  TransitiveTagKeys: tags("request", "rule", "requester", "history").map(({ Key }) => Key),
} satisfies AssumeRoleCommandInput;

const functions = new Map([
  ["ASIABROKER0000000000", "stint-broker"],
  ["ASIACUTOFF0000000000", "stint-cut-off"],
  ["ASIADECIDE0000000000", "stint-decide"],
]);

let served: Served;
const clock = startClock();
const state = mkdtempSync(join(tmpdir(), "stint-targets-"));
beforeAll(async () => {
  const config = loadConfig("config");
  const { account: hub, region } = config.deployment.hub;
  const assembly = inject("assembly");
  const sts = startSts({
    clock,
    account: hub,
    region,
    state,
    role: targetRoles({ config, assembly, permissions: readPermissions(hubTemplate(assembly)) }),
    caller: (key) => (functions.has(key) ? `arn:aws:sts::${hub}:assumed-role/${functions.get(key)}/f` : undefined),
  });
  served = await serve({ port: 0, mounts: { "/sts": sts.part } });
});
afterAll(async () => {
  clock.close();
  await served.close();
  rmSync(state, { recursive: true });
});

const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: "s", sessionToken: "t" });
const broker = keys("ASIABROKER0000000000");
const assume = (input: AssumeRoleCommandInput, credentials = broker) =>
  new STSClient({ endpoint: `${served.origin}/sts`, region: "eu-west-1", credentials, maxAttempts: 1 }).send(
    new AssumeRoleCommand(input),
  );

/** The keys of a session that the broker lends. */
async function lent(role: string) {
  const RoleArn = `arn:aws:iam::${account}:role/stint/${role}`;
  const { Credentials } = await assume({ ...lending, RoleArn });
  const {
    AccessKeyId: accessKeyId = "",
    SecretAccessKey: secretAccessKey = "",
    SessionToken: sessionToken = "",
  } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

describe("an elevated role of the target stack", () => {
  test("is lent to the broker in every account of the catalog", async () => {
    for (const id of [account, "012345678901"]) {
      const { AssumedRoleUser } = await assume({ ...lending, RoleArn: database.replace(account, id) });
      expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${id}:assumed-role/Stint-DatabaseAdmin/r-1-requester`);
    }
  });

  test("is not there in an account outside the catalog, in the hub, or under another name or path", async () => {
    for (const RoleArn of [
      database.replace(account, "999999999999"),
      database.replace(account, "999988887777"),
      database.replace("DatabaseAdmin", "Databaseadmin"),
      database.replace("/stint/", "/"),
      database.replace("arn:aws:", "arn:aws-cn:"),
    ])
      await expect(assume({ ...lending, RoleArn }), RoleArn).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test.each([
    ["no source identity", { SourceIdentity: undefined }, "StringEquals sts:SourceIdentity"],
    ["somebody else's source identity", { SourceIdentity: "mallory" }, "and found mallory"],
    [
      "neither source identity nor requester",
      { SourceIdentity: undefined, Tags: tags("request"), TransitiveTagKeys: ["stint:request"] },
      "StringEquals sts:SourceIdentity",
    ],
    ["no request", { Tags: tags("requester"), TransitiveTagKeys: ["stint:requester"] }, "aws:RequestTag/stint:request"],
    [
      "a request that is not transitive",
      { TransitiveTagKeys: ["stint:requester"] },
      "sts:TransitiveTagKeys stint:request",
    ],
    [
      "a requester that is not transitive",
      { TransitiveTagKeys: ["stint:request"] },
      "sts:TransitiveTagKeys stint:requester",
    ],
    ["another's tag", { Tags: [...lending.Tags, { Key: "team", Value: "x" }] }, "aws:TagKeys stint:*"],
  ])("is refused to the broker with %s, and it says why", async (_what, changes, why) => {
    const refused = assume({ ...lending, ...changes });
    await expect(refused).rejects.toThrow(/because its trust policy asks for/);
    await expect(refused).rejects.toThrow(why);
  });

  test("is refused to any other function, by that one's own policies", async () => {
    for (const [key, role] of [...functions].slice(1))
      await expect(assume(lending, keys(key))).rejects.toThrow(
        `because arn:aws:iam::999988887777:role/${role} may not assume it: no policy allows it (sts:AssumeRole)`,
      );
  });

  test("lends for no longer than its maximum session", async () => {
    await expect(assume({ ...lending, DurationSeconds: 14_401 })).rejects.toThrow("MaxSessionDuration");
    await expect(assume({ ...lending, DurationSeconds: 14_400 })).rejects.toThrow("role chaining");
  });
});

describe("a session of an elevated role", () => {
  const next = { RoleSessionName: "next" };

  test.each(["Stint-DatabaseAdmin", "Stint-BreakGlass", "Stint-NetworkAdmin"])(
    "is kept by the guard from going on to another role: %s",
    async (role) => {
      const session = await lent(role);
      for (const RoleArn of [database, cutOff])
        await expect(assume({ ...next, RoleArn }, session)).rejects.toThrow(
          `because arn:aws:iam::${account}:role/stint/${role} may not assume it: StintGuard denies it (sts:AssumeRole)`,
        );
    },
  );
});

describe("the cut-off role of the target stack", () => {
  const publishing = { RoleArn: cutOff, RoleSessionName: "stint-cut-off", DurationSeconds: 900 };
  const publisher = keys("ASIACUTOFF0000000000");

  test("is lent to the function that cuts off, and to no other", async () => {
    const { AssumedRoleUser } = await assume(publishing, publisher);
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/StintCutOff/stint-cut-off`);
    await expect(assume(publishing)).rejects.toThrow("may not assume it: no policy allows it");
  });

  test("goes on to no role", async () => {
    const { Credentials } = await assume(publishing, publisher);
    const {
      AccessKeyId: accessKeyId = "",
      SecretAccessKey: secretAccessKey = "",
      SessionToken: sessionToken = "",
    } = Credentials ?? {};
    await expect(
      assume({ RoleArn: database, RoleSessionName: "next" }, { accessKeyId, secretAccessKey, sessionToken }),
    ).rejects.toThrow(`${cutOff} may not assume it: no policy allows it`);
  });
});
