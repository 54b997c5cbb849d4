import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, onTestFinished, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { type Iam, startIam } from "../../local/iam.ts";
import type { Session } from "../../local/sts-sessions.ts";
import { type Served, serve } from "../../local/wire.ts";

const account = "111122223333";
const PolicyArn = `arn:aws:iam::${account}:policy/stint/StintCutOff`;
const initial = '{"Version":"2012-10-17","Statement":[]}';
const document = (text: string) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: text }] });

/** A served IAM; key and token are the name of the role that calls, as `<account>/<path and name>`. */
async function anIam() {
  const state = mkdtempSync(join(tmpdir(), "stint-iam-"));
  const clock = startClock();
  let iam: Iam;
  let served: Served | undefined;
  const session = (key: string, token: string): Session | undefined => {
    const [in_, ...role] = Buffer.from(token, "hex").toString().split("/");
    if (key !== "ASIASESSION" || !in_) return undefined;
    const name = role.at(-1);
    return {
      accessKeyId: key,
      arn: `arn:aws:sts::${in_}:assumed-role/${name}/s`,
      userId: `AROA:${name}`,
      roleArn: `arn:aws:iam::${in_}:role/${role.join("/")}`,
      startedAt: clock.now(),
      expires: clock.now() + 1000,
      tags: [],
      transitiveTagKeys: [],
    };
  };
  const restart = async () => {
    await served?.close();
    iam = startIam({ clock, state, partition: "aws", initial, session });
    served = await serve({ port: 0, mounts: { "/iam": iam.part } });
  };
  await restart();
  onTestFinished(async () => {
    clock.close();
    await served?.close();
    rmSync(state, { recursive: true });
  });
  const as = (role: string, accessKeyId = "ASIASESSION") =>
    new IAMClient({
      endpoint: `${served?.origin}/iam`,
      region: "eu-west-1",
      credentials: { accessKeyId, secretAccessKey: "s", sessionToken: Buffer.from(role).toString("hex") },
      maxAttempts: 1,
    });
  const cutOffRole = (of = account) => as(`${of}/stint-control/StintCutOff`);
  return {
    state,
    restart,
    as,
    boundary: (of = account) => iam.boundary(of),
    publish: (text: string, arn = PolicyArn) =>
      cutOffRole(arn.split(":")[4]).send(
        new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: text, SetAsDefault: true }),
      ),
    remove: (VersionId: string) => cutOffRole().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })),
    get: (VersionId: string) => cutOffRole().send(new GetPolicyVersionCommand({ PolicyArn, VersionId })),
    list: async () => (await cutOffRole().send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions ?? [],
    cutOffRole,
  };
}

const named = (name: string, message = /./) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

describe("the embedded IAM", () => {
  test("begins with the document of the target stack, in each account", async () => {
    const { list, get, boundary } = await anIam();
    expect(await list()).toMatchObject([{ VersionId: "v1", IsDefaultVersion: true }]);
    const { PolicyVersion } = await get("v1");
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(initial);
    expect(boundary("999999999999")).toBe(initial);
  });

  test("makes each new version the one that counts, for its account alone, and shows documents URL-encoded", async () => {
    const { publish, list, get, boundary } = await anIam();
    const text = document("a + b & <c> 100%");
    const { PolicyVersion } = await publish(text);
    expect(PolicyVersion).toMatchObject({ VersionId: "v2", IsDefaultVersion: true, CreateDate: expect.any(Date) });
    expect((await list()).map(({ IsDefaultVersion }) => IsDefaultVersion)).toEqual([true, false]);
    expect((await get("v2")).PolicyVersion?.Document).toMatch(/^%7B[^{}" ]+%7D$/);
    expect(decodeURIComponent((await get("v2")).PolicyVersion?.Document ?? "")).toBe(text);
    expect(boundary()).toBe(text);
    expect(boundary("222233334444")).toBe(initial);
  });

  test("keeps five versions, deletes any but the default, and never gives a number again", async () => {
    const { publish, remove, list, boundary } = await anIam();
    for (const text of ["2", "3", "4", "5"]) await publish(document(text));
    await expect(publish(document("6"))).rejects.toThrow(named("LimitExceededException", /5 versions/));
    await expect(remove("v5")).rejects.toThrow(named("DeleteConflictException"));
    await expect(remove("v9")).rejects.toThrow(named("NoSuchEntityException"));
    await remove("v2");
    await publish(document("6"));
    expect((await list()).map(({ VersionId }) => VersionId)).toEqual(["v6", "v5", "v4", "v3", "v1"]);
    expect(boundary()).toBe(document("6"));
  });

  test("has its versions again after a restart, and does not start on a damaged file", async () => {
    const { publish, remove, restart, list, boundary, state } = await anIam();
    await publish(document("2"));
    await publish(document("3"));
    await remove("v1");
    await restart();
    expect((await list()).map(({ VersionId }) => VersionId)).toEqual(["v3", "v2"]);
    expect(boundary()).toBe(document("3"));
    await publish(document("4"));
    expect((await list())[0]?.VersionId).toBe("v4");
    appendFileSync(join(state, "iam-boundaries.jsonl"), "oops\n");
    await expect(restart()).rejects.toThrow("iam-boundaries.jsonl is damaged: line 5");
  });

  test("refuses documents that IAM does not take", async () => {
    const { publish, boundary, cutOffRole } = await anIam();
    const full = document("x".repeat(6144 - document("").length));
    expect(full).toHaveLength(6144);
    await publish(full.replaceAll(",", ", \n"));
    await expect(publish(full.replace("xx", "xxx"))).rejects.toThrow(named("LimitExceededException", /6144/));
    for (const text of ["{", "[]", "null", '{"Statement":[]}', '{"Version":"2012-10-17"}'])
      await expect(publish(text)).rejects.toThrow(named("MalformedPolicyDocumentException"));
    const notDefault = new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: initial });
    await expect(cutOffRole().send(notDefault)).rejects.toThrow(named("InvalidInputException"));
    expect(boundary().replace(/\s/g, "")).toBe(full);
  });

  test("serves the account's own cut-off role, and nobody else", async () => {
    const { as, cutOffRole, publish, boundary } = await anIam();
    const list = new ListPolicyVersionsCommand({ PolicyArn });
    const denied = (role: string) =>
      named("AccessDenied", new RegExp(`^User: .*/${role}/s is not authorized to perform: iam:ListPolicyVersions on`));
    await expect(cutOffRole("222233334444").send(list)).rejects.toThrow(denied("StintCutOff"));
    for (const role of ["stint/Stint-PowerUser", "stint/StintCutOff", "StintCutOff"])
      await expect(as(`${account}/${role}`).send(list)).rejects.toThrow(named("AccessDenied"));
    for (const other of ["StintGuard", "StintCutOff2"])
      await expect(publish(initial, PolicyArn.replace("StintCutOff", other))).rejects.toThrow(named("AccessDenied"));
    await expect(as("", "ASIASESSION").send(list)).rejects.toThrow(named("InvalidClientTokenId"));
    await expect(as(`${account}/stint-control/StintCutOff`, "ASIAOTHER").send(list)).rejects.toThrow(
      named("InvalidClientTokenId"),
    );
    expect(boundary()).toBe(initial);
  });

  test("says which version and which call it does not know", async () => {
    const { get, cutOffRole } = await anIam();
    await expect(get("v7")).rejects.toThrow(named("NoSuchEntityException", /v7/));
    await expect(cutOffRole().send(new GetPolicyCommand({ PolicyArn }))).rejects.toThrow(
      named("InvalidAction", /GetPolicy/),
    );
  });
});
