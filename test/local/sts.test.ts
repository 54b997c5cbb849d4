import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anSts, broker, chained, denyFrom, elevated, functionKeys, hub, userKeys } from "./sts-fixture.ts";

describe("AssumeRole", () => {
  test("issues credentials that say who they are", async () => {
    const sts = await anSts();
    const before = Math.floor(sts.clock.now() / 1000) * 1000;
    const answer = await sts.assume({ Policy: denyFrom(sts.clock.now() + 1e6), DurationSeconds: 900 });
    expect(answer).toMatchObject({
      AssumedRoleUser: {
        Arn: "arn:aws:sts::111122223333:assumed-role/Stint-DatabaseAdmin/r-1-alice",
        AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:r-1-alice$/),
      },
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        SecretAccessKey: expect.stringMatching(/^\S{40}$/),
        SessionToken: expect.stringMatching(/^\S{300,}$/),
      },
      SourceIdentity: "alice@example.com",
      PackedPolicySize: expect.any(Number),
    });
    const lasts = (answer.Credentials?.Expiration?.getTime() ?? 0) - before;
    expect(lasts).toBeGreaterThanOrEqual(900_000);
    expect(lasts).toBeLessThanOrEqual(905_000);
  });

  test("asks the trust policy about the whole call", async () => {
    const sts = await anSts();
    await sts.assume({ ExternalId: "ext" });
    const call = {
      roleArn: elevated,
      roleSessionName: "r-1-alice",
      durationSeconds: 3600,
      externalId: "ext",
      sourceIdentity: "alice@example.com",
      tags: [
        { key: "stint:request", value: "r-1" },
        { key: "stint:rule", value: "prod-database" },
      ],
      transitiveTagKeys: ["stint:request"],
    };
    expect(sts.asked).toEqual([[call, broker]]);
  });

  test("is refused with the trust policy's reason", async () => {
    const sts = await anSts({ refuses: () => "it asks for another source identity" });
    await expect(sts.assume()).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${broker} is not authorized to perform: sts:AssumeRole on resource: ${elevated} because it asks for another source identity`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test("is refused for a role that does not exist", async () => {
    const sts = await anSts();
    await expect(sts.assume({ RoleArn: `${elevated}X` })).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${broker} is not authorized to perform: sts:AssumeRole on resource: ${elevated}X`,
    });
  });

  test("answers no packed size where there is neither policy nor tag", async () => {
    const sts = await anSts();
    const answer = await sts.assume({ Tags: undefined, TransitiveTagKeys: undefined });
    expect(answer.PackedPolicySize).toBeUndefined();
  });

  test("lasts at most as long as the role says, and that is said before the limit of a chain", async () => {
    const sts = await anSts({ maxSession: 3600 });
    await expect(sts.assume({ DurationSeconds: 3601 })).rejects.toMatchObject({
      name: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  test("gives a user, who is no role session, up to the role's maximum", async () => {
    const sts = await anSts();
    await expect(sts.assume({ DurationSeconds: 43_200 }, userKeys)).resolves.toBeDefined();
    expect(sts.log().at(-1)?.userIdentity).toMatchObject({ type: "IAMUser", arn: `arn:aws:iam::${hub}:user/admin` });
  });
});

describe("who calls", () => {
  test.each([
    ["an unsigned call", "", "MissingAuthenticationToken"],
    ["an unknown key", "AWS4-HMAC-SHA256 Credential=ASIAX/1/r/sts/aws4_request", "InvalidClientTokenId"],
  ])("refuses %s, and logs it", async (_, authorization, code) => {
    const sts = await anSts();
    expect(await sts.raw({ Action: "AssumeRole" }, { authorization })).toMatchObject({ status: 403, code });
    const unknown = { userIdentity: { type: "Unknown" }, errorCode: code, requestParameters: null };
    expect(sts.log().at(-1)).toMatchObject(unknown);
  });

  test("is told: a function, and a session", async () => {
    const sts = await anSts();
    const own = await sts.whoAmI(functionKeys);
    expect(own).toMatchObject({ Arn: broker, Account: hub, UserId: expect.stringMatching(/:stint-credentials$/) });
    expect(await sts.whoAmI(await sts.issue())).toMatchObject({
      Arn: "arn:aws:sts::111122223333:assumed-role/Stint-DatabaseAdmin/r-1-alice",
      Account: "111122223333",
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:r-1-alice$/),
    });
  });

  test("is told whatever the session policy denies, until the credentials expire", async () => {
    const sts = await anSts();
    const keys = await sts.issue({ Policy: denyFrom(sts.clock.now()), DurationSeconds: 900 });
    sts.clock.advance(890_000);
    await expect(sts.whoAmI(keys)).resolves.toBeDefined();
    sts.clock.advance(10_000);
    const expired = { name: "ExpiredToken", $metadata: { httpStatusCode: 403 } };
    await expect(sts.whoAmI(keys)).rejects.toMatchObject(expired);
    await expect(sts.assume({}, keys)).rejects.toMatchObject(expired);
  });

  test("is known by a session's key only together with that session's token", async () => {
    const sts = await anSts();
    const [one, other] = [await sts.issue(), await sts.issue()];
    const invalid = { name: "InvalidClientTokenId", $metadata: { httpStatusCode: 403 } };
    await expect(sts.whoAmI({ ...one, sessionToken: other.sessionToken })).rejects.toMatchObject(invalid);
    await expect(sts.whoAmI({ ...one, sessionToken: "" })).rejects.toMatchObject(invalid);
  });

  test("is identified by all three credentials together, while they live", async () => {
    const sts = await anSts();
    const [one, other] = [await sts.issue({ DurationSeconds: 900 }), await sts.issue()];
    const { arn, expires } = sts.session(one.accessKeyId) ?? {};
    expect(sts.identity(one)).toEqual({ arn, expires });
    expect(sts.identity({ ...one, secretAccessKey: other.secretAccessKey })).toBeUndefined();
    expect(sts.identity({ ...one, sessionToken: other.sessionToken })).toBeUndefined();
    expect(sts.identity({ ...one, accessKeyId: other.accessKeyId })).toBeUndefined();
    sts.clock.advance(900_000);
    expect(sts.identity(one)).toBeUndefined();
  });
});

describe("the state folder", () => {
  test("holds no secret and no token, and is for its owner only", async () => {
    const sts = await anSts();
    const { secretAccessKey, sessionToken } = await sts.issue();
    expect(readdirSync(sts.state).toSorted()).toEqual(["sts-log.jsonl", "sts-sessions.jsonl"]);
    for (const file of readdirSync(sts.state)) {
      const content = readFileSync(join(sts.state, file), "utf8");
      for (const secret of [secretAccessKey, sessionToken]) expect(content).not.toContain(secret);
      expect(statSync(join(sts.state, file)).mode & 0o777).toBe(0o600);
    }
  });

  test("keeps sessions and log over a restart, even where a crash cut the last lines off", async () => {
    const sts = await anSts();
    const first = await sts.issue();
    const before = [...sts.log()];
    for (const file of readdirSync(sts.state)) appendFileSync(join(sts.state, file), '{"session":{"acc');
    await sts.restart();
    expect(sts.log()).toEqual(before);
    const second = await sts.issue(chained, first);
    await sts.restart();
    await expect(sts.whoAmI(second)).resolves.toBeDefined();
  });

  test("is refused where a line is damaged, naming file and line", async () => {
    const sts = await anSts();
    await sts.issue();
    appendFileSync(join(sts.state, "sts-sessions.jsonl"), "rubbish\n");
    await expect(sts.restart()).rejects.toThrow(/sts-sessions\.jsonl is damaged: line 2 is not JSON/);
  });
});
