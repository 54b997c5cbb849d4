import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startSecretsManager } from "../../local/secrets-manager.ts";
import { serve } from "../../local/wire.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:999988887777:secret:Origin-Stint0";
const error = (name: string, message = /./) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A served Secrets Manager with one secret, which the bearer of READER may read. */
async function aSecretsManager(state = aFolder()) {
  const manager = startSecretsManager({
    clock: startClock(),
    state,
    secrets: [{ arn, name: "Origin", length: 64 }],
    allowed: (key, about) => key === "READER" && about === arn,
  });
  const { origin, close } = await serve({ port: 0, mounts: { "/secrets": manager.part } });
  onTestFinished(close);
  const read = (SecretId: string, VersionStage?: string, accessKeyId = "READER") =>
    new SecretsManagerClient({
      endpoint: `${origin}/secrets`,
      region: "eu-west-1",
      credentials: { accessKeyId, secretAccessKey: "s" },
      maxAttempts: 1,
    }).send(new GetSecretValueCommand({ SecretId, ...(VersionStage !== undefined && { VersionStage }) }));
  const raw = (body: string, target = "secretsmanager.GetSecretValue") =>
    fetch(`${origin}/secrets`, { method: "POST", body, headers: { "x-amz-target": target } });
  return { manager, read, raw };
}

test("generates a secret once, and answers to its ARN and its name", async () => {
  const state = aFolder();
  const { read, manager } = await aSecretsManager(state);
  const { SecretString, ...about } = await read(arn);
  expect(SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(about).toMatchObject({ ARN: arn, Name: "Origin", VersionStages: ["AWSCURRENT"] });
  expect((await read("Origin")).SecretString).toBe(SecretString);
  expect(manager.value(arn)).toBe(SecretString);
  expect((await aSecretsManager(state)).manager.value("Origin")).toBe(SecretString);
});

test("has the value before as AWSPREVIOUS once it was rotated, and not until then", async () => {
  const { read, manager } = await aSecretsManager();
  const before = manager.value(arn);
  await expect(read(arn, "AWSPREVIOUS")).rejects.toEqual(error("ResourceNotFoundException", /AWSPREVIOUS/));
  manager.rotate(arn);
  expect((await read(arn, "AWSPREVIOUS")).SecretString).toBe(before);
  expect((await read(arn)).SecretString).toBe(manager.value("Origin"));
  expect(manager.value(arn)).not.toBe(before);
});

test("refuses who may not read it, also about a secret that does not exist", async () => {
  const { read, raw } = await aSecretsManager();
  await expect(read(arn, undefined, "THIEF")).rejects.toEqual(error("AccessDeniedException", /GetSecretValue/));
  await expect(read("nothing")).rejects.toEqual(error("AccessDeniedException"));
  expect((await raw(JSON.stringify({ SecretId: arn }))).status).toBe(400);
});

test("refuses what it does not know", async () => {
  const { read, raw, manager } = await aSecretsManager();
  await expect(read(arn, "AWSPENDING")).rejects.toEqual(error("InvalidParameterException", /AWSCURRENT, AWSPREVIOUS/));
  await expect(read("")).rejects.toEqual(error("InvalidParameterException", /length/));
  const answer = async (body: string, target?: string) => (await raw(body, target)).json();
  expect(await answer('{"SecretId":"a","VersionId":"1"}')).toMatchObject({ __type: "InvalidParameterException" });
  expect(await answer("{}")).toMatchObject({ __type: "InvalidParameterException" });
  expect(await answer("[]")).toMatchObject({ __type: "SerializationException" });
  expect(await answer("{}", "secretsmanager.PutSecretValue")).toMatchObject({ __type: "UnknownOperationException" });
  expect(() => manager.rotate("nothing")).toThrow("there is no secret nothing");
  expect(manager.value("nothing")).toBeUndefined();
});
