import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anSts, broker, chained, elevated, functionKeys, hub } from "./sts-fixture.ts";

test("the log reads as CloudTrail would show it", async () => {
  const sts = await anSts();
  const { accessKeyId } = await sts.issue();
  const [record] = sts.log();
  expect(record).toEqual({
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: expect.stringMatching(/^AROA.*:stint-credentials$/),
      arn: broker,
      accountId: hub,
      accessKeyId: functionKeys.accessKeyId,
    },
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    eventSource: "sts.amazonaws.com",
    eventName: "AssumeRole",
    awsRegion: "eu-west-1",
    sourceIPAddress: "127.0.0.1",
    userAgent: expect.stringContaining("aws-sdk-js"),
    requestParameters: {
      roleArn: elevated,
      roleSessionName: "r-1-alice",
      sourceIdentity: "alice@example.com",
      tags: [
        { key: "stint:request", value: "r-1" },
        { key: "stint:rule", value: "prod-database" },
      ],
      transitiveTagKeys: ["stint:request"],
    },
    responseElements: {
      credentials: { accessKeyId, expiration: expect.stringMatching(/^\w{3} \d+, \d{4}, \d+:\d\d:\d\d [AP]M$/) },
      assumedRoleUser: { assumedRoleId: expect.any(String), arn: expect.stringContaining("/r-1-alice") },
      sourceIdentity: "alice@example.com",
      packedPolicySize: expect.any(Number),
    },
    requestID: expect.any(String),
    eventID: expect.any(String),
    readOnly: true,
    resources: [{ accountId: "111122223333", type: "AWS::IAM::Role", ARN: elevated }],
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: hub,
    eventCategory: "Management",
  });
  const expiration = Date.parse(`${record?.responseElements?.credentials.expiration} UTC`);
  expect(expiration).toBe(sts.session(accessKeyId)?.expires);
});

test("the log shows on whose behalf a session calls, and what it hands on", async () => {
  const sts = await anSts();
  const first = await sts.issue();
  await sts.assume(chained, first);
  expect(sts.log().at(-1)).toMatchObject({
    userIdentity: {
      accessKeyId: first.accessKeyId,
      sessionContext: {
        sessionIssuer: { type: "Role", arn: elevated, userName: "Stint-DatabaseAdmin", accountId: "111122223333" },
        attributes: { mfaAuthenticated: "false" },
        sourceIdentity: "alice@example.com",
      },
    },
    requestParameters: { sourceIdentity: "alice@example.com", incomingTransitiveTags: { "stint:request": "r-1" } },
    recipientAccountId: "111122223333",
  });
});

test("the log shows refused calls as they were sent, with the error", async () => {
  const sts = await anSts();
  await expect(sts.assume({ RoleSessionName: "?" })).rejects.toThrow();
  expect(sts.log().at(-1)).toMatchObject({
    errorCode: "ValidationError",
    errorMessage: expect.stringContaining("'roleSessionName'"),
    requestParameters: { roleSessionName: "?", roleArn: elevated },
    responseElements: null,
  });
  await expect(sts.assume({ Policy: "{" })).rejects.toThrow();
  expect(sts.log().at(-1)).toMatchObject({ errorCode: "MalformedPolicyDocumentException" });
  await expect(sts.assume({ SourceIdentity: "x".repeat(200_000) })).rejects.toThrow();
  expect(sts.log().at(-1)?.requestParameters).toBeNull();
});

test("the log holds the last 1,000 calls, over a restart too", async () => {
  const sts = await anSts();
  await sts.whoAmI(functionKeys);
  expect(sts.log()[0]).toMatchObject({ eventName: "GetCallerIdentity", requestParameters: null });
  writeFileSync(join(sts.state, "sts-log.jsonl"), `${JSON.stringify(sts.log()[0])}\n`.repeat(1500));
  await sts.restart();
  expect(sts.log()).toHaveLength(1000);
  await sts.whoAmI(functionKeys);
  expect(sts.log()).toHaveLength(1000);
});
