import { expect, test } from "vitest";
import { type Ask, anSts, ask, denyFrom, elevated } from "./sts-fixture.ts";

const tag = (Key: string, Value = "v"): Ask => ({ Tags: [{ Key, Value }], TransitiveTagKeys: [] });
const many = (count: number, value = ""): Ask => ({
  Tags: Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: value })),
  TransitiveTagKeys: [],
});
const policyOf = (length: number) => ({ Policy: denyFrom(0).padEnd(length, " ") });

test.each<[string, Ask]>([
  ["a session name of 2", { RoleSessionName: "ab" }],
  ["a session name of 64 with every sign", { RoleSessionName: `_+=,.@-${"a".repeat(57)}` }],
  ["a source identity of 64", { SourceIdentity: "a".repeat(64) }],
  ["900 seconds", { DurationSeconds: 900 }],
  ["3,600 seconds of a chain", { DurationSeconds: 3600 }],
  ["50 tags", many(50)],
  ["lengths counted in code points", tag("𝓐".repeat(30), "𝓐".repeat(60))],
  ["tag values of letters, digits, spaces and signs", tag("Ärger", "größe 1_.:/=+-@")],
  ["an empty tag value", tag("k", "")],
  ["transitive keys in another case than the tags'", { TransitiveTagKeys: ["STINT:request"] }],
  ["a policy of 1,000 characters", { ...many(0), ...policyOf(1000) }],
])("AssumeRole takes %s", async (_, input) => {
  const sts = await anSts();
  await expect(sts.assume(input)).resolves.toBeDefined();
});

test("transitive keys are spelled as the tags are", async () => {
  const sts = await anSts();
  const { accessKeyId } = await sts.issue({ TransitiveTagKeys: ["STINT:Request", "stint:request"] });
  expect(sts.session(accessKeyId)?.transitiveTagKeys).toEqual(["stint:request"]);
});

test.each<[string, Ask, string, RegExp]>([
  ["no role", { RoleArn: undefined }, "ValidationError", /^1 validation error detected: Value null at 'roleArn'/],
  ["a short role ARN", { RoleArn: "arn:aws:iam::1:role" }, "ValidationError", /length greater than or equal to 20$/],
  ["a user as role", { RoleArn: "arn:aws:iam::111122223333:user/alice" }, "ValidationError", /is invalid$/],
  ["a role without account", { RoleArn: "arn:aws:iam::12345:role/stint" }, "ValidationError", /is invalid$/],
  ["an ARN that goes on", { RoleArn: `${elevated}\nX` }, "ValidationError", /is invalid$/],
  ["no session name", { RoleSessionName: undefined }, "ValidationError", /Value null at 'roleSessionName'/],
  ["a session name of 1", { RoleSessionName: "a" }, "ValidationError", /greater than or equal to 2$/],
  ["a session name of 65", { RoleSessionName: "a".repeat(65) }, "ValidationError", /less than or equal to 64$/],
  ["a session name with a space", { RoleSessionName: "al ice" }, "ValidationError", /pattern: \[\\w\+=,\.@-\]\*$/],
  ["a session name with a line break", { RoleSessionName: "alice\n" }, "ValidationError", /'roleSessionName'/],
  ["a session name with an umlaut", { RoleSessionName: "jürgen" }, "ValidationError", /'roleSessionName'/],
  ["three faults at once", { RoleSessionName: "?", DurationSeconds: 1 }, "ValidationError", /^3 validation errors /],
  ["899 seconds", { DurationSeconds: 899 }, "ValidationError", /value greater than or equal to 900$/],
  ["43,201 seconds", { DurationSeconds: 43_201 }, "ValidationError", /value less than or equal to 43200$/],
  [
    "3,601 seconds of a chain",
    { DurationSeconds: 3601 },
    "ValidationError",
    /1 hour session limit .* role chaining\.$/,
  ],
  ["half a second", { DurationSeconds: 900.5 }, "MalformedInput", /whole number/],
  ["a source identity of 1", { SourceIdentity: "a" }, "ValidationError", /'sourceIdentity'/],
  ["a source identity of 65", { SourceIdentity: "a".repeat(65) }, "ValidationError", /'sourceIdentity'/],
  ["a reserved source identity", { SourceIdentity: "aws:alice" }, "ValidationError", /'sourceIdentity'/],
  ["an external id with a space", { ExternalId: "a b" }, "ValidationError", /'externalId'/],
  ["51 tags", many(51), "ValidationError", /'tags' .* less than or equal to 50$/],
  ["51 transitive keys", { TransitiveTagKeys: Array(51).fill("k") }, "ValidationError", /'transitiveTagKeys'/],
  ["an empty tag key", tag(""), "ValidationError", /'tags\.1\.member\.key'/],
  ["a tag key of 129", tag("k".repeat(129)), "ValidationError", /'tags\.1\.member\.key'/],
  ["a tag value of 257", tag("k", "v".repeat(257)), "ValidationError", /'tags\.1\.member\.value'/],
  ["a tag value with a comma", tag("k", "a,b"), "ValidationError", /'tags\.1\.member\.value'/],
  ["a tag value with a quote", tag("k", 'say "x"'), "ValidationError", /'tags\.1\.member\.value'/],
  ["a tag value with a line break", tag("k", "a\n"), "ValidationError", /'tags\.1\.member\.value'/],
  ["a reserved tag key", tag("AWS:k"), "InvalidParameterValue", /reserved/],
  [
    "tag keys that differ in case only",
    { Tags: [...ask.Tags, { Key: "Stint:Request", Value: "" }] },
    "InvalidParameterValue",
    /^Duplicate tag keys/,
  ],
  ["a transitive key that is no tag", { TransitiveTagKeys: ["x"] }, "InvalidParameterValue", /must be included/],
  ["an empty policy", { Policy: "" }, "ValidationError", /'policy'/],
  ["a policy of 2,049 characters", policyOf(2049), "ValidationError", /'policy' .* less than or equal to 2048$/],
  ["a policy beyond Latin-1", { Policy: '{"Id":"€"}' }, "ValidationError", /'policy'/],
  ["a policy that is none", { Policy: "{" }, "MalformedPolicyDocumentException", /invalid Json/],
  [
    "a policy too large with its tags",
    policyOf(2040),
    "PackedPolicyTooLargeException",
    /^Packed policy consumes \d{3}%/,
  ],
  [
    "too large tags",
    many(9, "v".repeat(250)),
    "PackedPolicyTooLargeException",
    /^Packed size of session tags .* \d{3}%/,
  ],
])("AssumeRole refuses %s", async (_, input, name, message) => {
  const sts = await anSts();
  await expect(sts.assume(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

const named = { Action: "AssumeRole", RoleArn: elevated, RoleSessionName: "alice" };

test.each<[string, Readonly<Record<string, string>> | string, string, RegExp]>([
  ["a parameter that it does not know", { ...named, DurationSecond: "900" }, "ValidationError", /DurationSecond\./],
  ["managed session policies", { ...named, "PolicyArns.member.1.arn": "arn:x" }, "ValidationError", /PolicyArns/],
  ["MFA", { ...named, SerialNumber: "x" }, "ValidationError", /SerialNumber/],
  ["a gap in a list", { ...named, "TransitiveTagKeys.member.2": "k" }, "MalformedInput", /without a gap/],
  [
    "a tag without value",
    { ...named, "Tags.member.1.Key": "k" },
    "ValidationError",
    /null at &#39;tags\.1\.member\.value/,
  ],
  ["a list with a value", { ...named, Tags: "k" }, "ValidationError", /Tags\./],
  ["seconds that are no number", { ...named, DurationSeconds: "1h" }, "MalformedInput", /whole number/],
  ["seconds beyond 32 bits", { ...named, DurationSeconds: "2147483648" }, "MalformedInput", /whole number/],
  ["a parameter sent twice", "Action=AssumeRole&Version=2011-06-15&Policy=x&Policy=y", "MalformedInput", /Policy/],
  ["no operation", {}, "InvalidAction", /\(none\)/],
  ["another operation", { Action: "GetFederationToken" }, "InvalidAction", /GetFederationToken/],
  ["another version", { ...named, Version: "2010-01-01" }, "InvalidAction", /2010-01-01/],
  ["no version", "Action=AssumeRole", "InvalidAction", /NO_VERSION_SPECIFIED/],
  [
    "a parameter of AssumeRole in GetCallerIdentity",
    { Action: "GetCallerIdentity", Policy: "x" },
    "ValidationError",
    /policy/,
  ],
])("a request is refused for %s", async (_, form, code, message) => {
  const sts = await anSts();
  expect(await sts.raw(form)).toMatchObject({ status: 400, code, text: expect.stringMatching(message) });
});

test("a request must be a POST", async () => {
  const sts = await anSts();
  expect(await sts.raw(named, {}, "PUT")).toMatchObject({ status: 405 });
});

test("what was sent is escaped in the answer", async () => {
  const sts = await anSts();
  const { text } = await sts.raw({ ...named, RoleSessionName: "<b>&\u0001" });
  expect(text).toContain("&#60;b&#62;&#38;\uFFFD");
});
