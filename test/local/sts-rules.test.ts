import { expect, test } from "vitest";
import { anSts, chained, denyFrom } from "./sts-fixture.ts";

const firstArn = "arn:aws:sts::111122223333:assumed-role/Stint-DatabaseAdmin/r-1-alice";

test("a chained session carries on the source identity and the transitive tags, and nothing else", async () => {
  const sts = await anSts();
  const first = await sts.issue({ Policy: denyFrom(sts.clock.now() + 1e9) });
  const second = await sts.issue(chained, first);
  const inherited = {
    sourceIdentity: "alice@example.com",
    tags: [{ key: "stint:request", value: "r-1" }],
    transitiveTagKeys: ["stint:request"],
  };
  expect(sts.session(second.accessKeyId)).toMatchObject(inherited);
  expect(sts.session(second.accessKeyId)?.policy).toBeUndefined();
  expect(sts.asked.at(-1)).toMatchObject([inherited, firstArn]);
});

test("a chained session may add tags and repeat the source identity", async () => {
  const sts = await anSts();
  const more = { Tags: [{ Key: "team", Value: "x" }], SourceIdentity: "alice@example.com" };
  const second = await sts.issue({ ...chained, ...more }, await sts.issue());
  expect(sts.session(second.accessKeyId)?.tags.map(({ key }) => key)).toEqual(["stint:request", "team"]);
});

test("a chained session may set a source identity where there was none", async () => {
  const sts = await anSts();
  const first = await sts.issue({ SourceIdentity: undefined });
  const second = await sts.issue({ ...chained, SourceIdentity: "bob@example.com" }, first);
  expect(sts.session(second.accessKeyId)?.sourceIdentity).toBe("bob@example.com");
});

test("a chained session cannot take another source identity", async () => {
  const sts = await anSts();
  const other = sts.assume({ ...chained, SourceIdentity: "bob@example.com" }, await sts.issue());
  await expect(other).rejects.toMatchObject({
    name: "ValidationError",
    message: "The source identity is already set for this assume role session",
  });
});

test("a chained session cannot give an inherited tag another value", async () => {
  const sts = await anSts();
  const other = sts.assume({ ...chained, Tags: [{ Key: "Stint:Request", Value: "r-2" }] }, await sts.issue());
  await expect(other).rejects.toMatchObject({
    name: "InvalidParameterValue",
    message: expect.stringContaining("conflicts with a transitive tag key from the calling session"),
  });
});

test("inherited tags count against the packed size", async () => {
  const sts = await anSts();
  const big = Array.from({ length: 4 }, (_, index) => ({ Key: `k${index}`, Value: "v".repeat(80) }));
  const first = await sts.issue({ Tags: big, TransitiveTagKeys: big.map(({ Key }) => Key) });
  const second = sts.assume({ ...chained, Policy: denyFrom(0).padEnd(300, " ") }, first);
  await expect(second).rejects.toMatchObject({ name: "PackedPolicyTooLargeException" });
});

test("a chained session lasts an hour at most", async () => {
  const sts = await anSts();
  await expect(sts.assume({ ...chained, DurationSeconds: 3601 }, await sts.issue())).rejects.toThrow("1 hour session");
});

test("the target's trust policy decides about the session that calls", async () => {
  const sts = await anSts({
    refuses: (_, caller) => (caller === firstArn ? "it does not trust that role" : undefined),
  });
  await expect(sts.assume(chained, await sts.issue())).rejects.toThrow("because it does not trust that role");
});

test("a session assumes no role from the moment on that its session policy denies", async () => {
  const sts = await anSts();
  const first = await sts.issue({ Policy: denyFrom(sts.clock.now() + 60_000) });
  await expect(sts.assume(chained, first)).resolves.toBeDefined();
  sts.clock.advance(60_000);
  await expect(sts.assume(chained, first)).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringMatching(
      /perform: sts:AssumeRole on resource: .* with an explicit deny in a session policy$/,
    ),
  });
});

test.each([
  ["sts:AssumeRole", "sts:TagSession"],
  [["sts:AssumeRole", "sts:TagSession"], "sts:SetSourceIdentity"],
])("a session policy that allows only %s keeps a session that carries more from %s", async (Action, missing) => {
  const sts = await anSts();
  const statement = { Effect: "Allow", Action, Resource: "*" };
  const first = await sts.issue({ Policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }) });
  await expect(sts.assume(chained, first)).rejects.toThrow(`because no session policy allows the ${missing} action`);
});
