import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GenerateMacCommand, type GenerateMacCommandInput, KMSClient, VerifyMacCommand } from "@aws-sdk/client-kms";
import { expect, onTestFinished, test } from "vitest";
import { type KmsOptions, startKms } from "../../local/kms.ts";
import { serve } from "../../local/wire.ts";

const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const arn = `arn:aws:kms:eu-west-1:999988887777:key/${id}`;
const Message = Buffer.from("r-1: approved by bob");

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-kms-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A served KMS in which the bearer of DECIDE may do all, and any other signed call may verify. */
async function aKms(state = aFolder(), options: Partial<KmsOptions> = {}) {
  const asked: unknown[][] = [];
  const { part } = startKms({
    state,
    keys: [arn, "other-key"],
    allowed: (...call) => {
      asked.push(call);
      return call[0] === "DECIDE" || (call[0] !== undefined && call[1] === "VerifyMac");
    },
    ...options,
  });
  const { origin, close } = await serve({ port: 0, mounts: { "/kms": part } });
  onTestFinished(close);
  const client = (accessKeyId = "DECIDE") =>
    new KMSClient({
      endpoint: `${origin}/kms`,
      region: "eu-west-1",
      credentials: { accessKeyId, secretAccessKey: "s" },
      maxAttempts: 1,
    });
  const generate = (input: Partial<GenerateMacCommandInput> = {}, as?: string) =>
    client(as).send(new GenerateMacCommand({ KeyId: arn, Message, MacAlgorithm: "HMAC_SHA_256", ...input }));
  const verify = (Mac: Uint8Array | undefined, input: Partial<GenerateMacCommandInput> = {}, as?: string) =>
    client(as).send(new VerifyMacCommand({ KeyId: arn, Message, MacAlgorithm: "HMAC_SHA_256", Mac, ...input }));
  const raw = (body: string, target = "TrentService.GenerateMac", headers = {}) =>
    fetch(`${origin}/kms`, { method: "POST", body, headers: { "x-amz-target": target, ...headers } });
  return { asked, generate, verify, raw };
}

test("a MAC verifies with its message and key, by the key's ARN or id", async () => {
  const { generate, verify, asked } = await aKms();
  const { Mac, ...answer } = await generate({ KeyId: id });
  expect(answer).toMatchObject({ KeyId: arn, MacAlgorithm: "HMAC_SHA_256" });
  expect(Mac).toHaveLength(32);
  expect(await verify(Mac, {}, "READER")).toMatchObject({ KeyId: arn, MacAlgorithm: "HMAC_SHA_256", MacValid: true });
  expect(asked).toEqual([
    ["DECIDE", "GenerateMac", arn],
    ["READER", "VerifyMac", arn],
  ]);
});

test("a MAC is the HMAC of RFC 2104 with 32 bytes of key", async () => {
  const state = aFolder();
  const { generate } = await aKms(state);
  const [line = ""] = readFileSync(join(state, "kms-keys.jsonl"), "utf8").split("\n");
  const key = Buffer.from((JSON.parse(line) as { material: string }).material, "base64");
  expect(key).toHaveLength(32);
  expect(Buffer.from((await generate()).Mac ?? [])).toEqual(createHmac("sha256", key).update(Message).digest());
});

test("a MAC does not verify for another message, another key, or when it was changed", async () => {
  const { generate, verify } = await aKms();
  const { Mac = new Uint8Array() } = await generate();
  const invalid = { name: "KMSInvalidMacException", $metadata: { httpStatusCode: 400 } };
  await expect(verify(Mac, { Message: Buffer.from("r-2") })).rejects.toMatchObject(invalid);
  await expect(verify(Mac, { KeyId: "other-key" })).rejects.toMatchObject(invalid);
  await expect(verify(Mac.map((byte, index) => (index === 31 ? byte ^ 1 : byte)))).rejects.toMatchObject(invalid);
  await expect(verify(Mac.slice(0, 31))).rejects.toMatchObject(invalid);
});

test("whoever is not allowed is denied, and so is an unsigned call", async () => {
  const { generate, raw, asked } = await aKms();
  await expect(generate({}, "READER")).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: `READER is not authorized to perform: kms:GenerateMac on resource: ${arn}`,
  });
  const body = JSON.stringify({ KeyId: arn, Message: "YQ==", MacAlgorithm: "HMAC_SHA_256" });
  const unsigned = await raw(body);
  expect([unsigned.status, await unsigned.json()]).toMatchObject([400, { __type: "AccessDeniedException" }]);
  expect(asked.at(-1)).toEqual([undefined, "GenerateMac", arn]);
});

test("messages have 1 to 4,096 bytes", async () => {
  const { generate } = await aKms();
  await expect(generate({ Message: Buffer.alloc(4096) })).resolves.toBeDefined();
  for (const size of [0, 4097])
    await expect(generate({ Message: Buffer.alloc(size) })).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Value at 'message' failed to satisfy constraint"),
    });
});

test.each<[string, Partial<GenerateMacCommandInput>, string, RegExp]>([
  ["an unknown key", { KeyId: arn.replace("1234abcd", "ffffffff") }, "NotFoundException", /does not exist$/],
  ["an alias", { KeyId: "alias/seal" }, "NotFoundException", /'alias\/seal' does not exist/],
  ["no key", { KeyId: undefined }, "ValidationException", /Value null at 'keyId'/],
  ["an algorithm of another key spec", { MacAlgorithm: "HMAC_SHA_512" }, "InvalidKeyUsageException", /HMAC_256/],
  ["an unknown algorithm", { MacAlgorithm: "MD5" as "HMAC_SHA_256" }, "ValidationException", /enum value set/],
  ["a dry run", { DryRun: true }, "ValidationException", /does not take DryRun/],
  ["grant tokens", { GrantTokens: ["x"] }, "ValidationException", /does not take GrantTokens/],
])("refuses %s", async (_, input, name, message) => {
  const { generate } = await aKms();
  await expect(generate(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test.each([
  ["a body that is no JSON", "{", "SerializationException"],
  ["a body that is a list", "[]", "SerializationException"],
  ["a message that is not base64", '{"KeyId":"other-key","Message":"a b"}', "SerializationException"],
  ["a key id that is a number", '{"KeyId":1}', "SerializationException"],
  ["a MAC to generate", '{"KeyId":"other-key","Mac":"YQ=="}', "ValidationException"],
])("refuses %s", async (_, body, type) => {
  const { raw } = await aKms();
  const answer = await raw(body);
  expect([answer.status, await answer.json()]).toMatchObject([400, { __type: type }]);
});

test("refuses to verify without a MAC", async () => {
  const { raw } = await aKms();
  const answer = await raw(
    '{"KeyId":"other-key","Message":"YQ==","MacAlgorithm":"HMAC_SHA_256"}',
    "TrentService.VerifyMac",
  );
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining("'mac'") });
});

test("refuses any other operation", async () => {
  const { raw } = await aKms();
  for (const target of ["TrentService.Decrypt", "GenerateMac", ""])
    expect(await (await raw("{}", target)).json()).toMatchObject({ __type: "UnknownOperationException" });
});

test("the key material survives a restart, for its owner only, and new keys are added", async () => {
  const state = aFolder();
  const before = await aKms(state);
  const { Mac } = await before.generate();
  const after = await aKms(state, { keys: ["a-third", arn] });
  await expect(after.verify(Mac)).resolves.toBeDefined();
  await expect(after.generate({ KeyId: "a-third" })).resolves.toBeDefined();
  expect(statSync(join(state, "kms-keys.jsonl")).mode & 0o777).toBe(0o600);
});

test("damaged key material is an error that names the file, and is not replaced", () => {
  const state = aFolder();
  const start = () => startKms({ state, keys: [arn], allowed: () => true });
  for (const line of [`{"id":"${id}","material":"YQ=="}`, `{"id":"${id}"}`, "rubbish"]) {
    writeFileSync(join(state, "kms-keys.jsonl"), `${line}\n`);
    expect(start).toThrow(/kms-keys\.jsonl is damaged/);
    expect(readFileSync(join(state, "kms-keys.jsonl"), "utf8")).toBe(`${line}\n`);
  }
});

test.each([
  [["alias/seal"], '"alias/seal" is neither the id nor the ARN of a KMS key'],
  [["arn:aws:iam::1:role/x"], "neither the id nor the ARN"],
  [[arn, id], `two KMS keys have the id ${id}`],
])("does not start with the keys %j", (keys, message) => {
  expect(() => startKms({ state: aFolder(), keys, allowed: () => true })).toThrow(message);
});
