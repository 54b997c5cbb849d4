import { describe, expect, test } from "vitest";
import type { AssumeRoleCall } from "../../local/sts-request.ts";
import { readTrustPolicy } from "../../local/trust-policy.ts";

const hub = "999988887777";
const caller = { roleArn: `arn:aws:iam::${hub}:role/stint-broker`, organization: "o-example12345" };
const call: AssumeRoleCall = {
  roleArn: "arn:aws:iam::111122223333:role/stint/Stint-X",
  roleSessionName: "r-1-alice",
  durationSeconds: 3600,
  tags: [],
  transitiveTagKeys: [],
};
const tagged = { ...call, tags: [{ key: "Stint:Request", value: "r-1" }] };
const admits = (Action: string | string[], Condition?: object) => ({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${hub}:root` },
  Action,
  ...(Condition && { Condition }),
});
const read = (...Statement: object[]) => readTrustPolicy({ Version: "2012-10-17", Statement }, "Role.Trust");

describe("a trust policy", () => {
  test("admits the account that it names, and no other", () => {
    const trust = read(admits("sts:AssumeRole"));
    expect(trust(call, caller)).toBeUndefined();
    const other = "arn:aws:iam::222233334444:role/stint-broker";
    expect(trust(call, { roleArn: other })).toBe(`its trust policy asks for a principal of ${hub}, and found ${other}`);
  });

  test("has to admit tags and source identity too, where the call has them", () => {
    const trust = read(admits("sts:AssumeRole"));
    expect(trust(tagged, caller)).toBe("its trust policy asks for a statement that allows sts:TagSession");
    expect(trust({ ...call, sourceIdentity: "alice" }, caller)).toContain("allows sts:SetSourceIdentity");
    const all = read(admits(["sts:AssumeRole", "sts:TagSession"]), admits("sts:SetSourceIdentity"));
    expect(all({ ...tagged, sourceIdentity: "alice" }, caller)).toBeUndefined();
    expect(read()(call, caller)).toContain("allows sts:AssumeRole");
  });

  test("admits what any of its statements admits, and otherwise says what each asks for", () => {
    const named = (name: string) => admits("sts:AssumeRole", { StringEquals: { "sts:RoleSessionName": name } });
    expect(read(named("x"), named("r-1-alice"))(call, caller)).toBeUndefined();
    expect(read(named("x"), named("y"))(call, caller)).toBe(
      "its trust policy asks for StringEquals sts:RoleSessionName x, and found r-1-alice; or StringEquals sts:RoleSessionName y, and found r-1-alice",
    );
  });

  test("sees the caller, and of the call what STS shows it", () => {
    const whole = { ...tagged, sourceIdentity: "alice", externalId: "42", transitiveTagKeys: ["Stint:Request"] };
    const conditions = {
      ArnEquals: { "aws:PrincipalArn": caller.roleArn },
      StringEquals: {
        "aws:PrincipalOrgID": caller.organization,
        "sts:SourceIdentity": "alice",
        "sts:ExternalId": "42",
        "sts:RoleSessionName": "r-1-alice",
        "aws:RequestTag/stint:request": "r-1",
      },
      "ForAnyValue:StringEquals": { "aws:TagKeys": "Stint:Request", "sts:TransitiveTagKeys": "Stint:Request" },
    };
    const others = admits(["sts:TagSession", "sts:SetSourceIdentity"]);
    expect(read(admits("sts:AssumeRole", conditions), others)(whole, caller)).toBeUndefined();
    expect(read(admits("sts:AssumeRole", conditions), others)(whole, { roleArn: caller.roleArn })).toContain(
      "aws:PrincipalOrgID o-example12345, and found none",
    );
  });

  test.each([
    ["sts:TagSession", "StringEquals", "sts:SourceIdentity", "alice"],
    ["sts:SetSourceIdentity", "StringEquals", "aws:RequestTag/stint:request", "r-1"],
    ["sts:SetSourceIdentity", "ForAnyValue:StringEquals", "aws:TagKeys", "Stint:Request"],
  ])("does not see in %s a key that this action does not have: %s %s", (action, operator, key, value) => {
    const others = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"].filter((name) => name !== action);
    const trust = read(admits(others), admits(action, { [operator]: { [key]: value } }));
    expect(trust({ ...tagged, sourceIdentity: "alice" }, caller)).toContain(`${key} ${value}, and found none`);
  });

  test.each([
    ["a denial", { ...admits("sts:AssumeRole"), Effect: "Deny" }, "expected Effect Allow, found Deny"],
    ["everybody", { ...admits("sts:AssumeRole"), Principal: "*" }, "expected the root of an account as Principal"],
    ["a role as principal", { ...admits("sts:AssumeRole"), Principal: { AWS: caller.roleArn } }, 'found {"AWS"'],
    [
      "a service beside the account",
      { ...admits("sts:AssumeRole"), Principal: { AWS: `arn:aws:iam::${hub}:root`, Service: "ec2.amazonaws.com" } },
      "expected the root of an account as Principal",
    ],
    ["another action", admits("sts:*"), "the action sts:* is not evaluated here"],
    ["an exception", { ...admits("sts:AssumeRole"), NotAction: "sts:TagSession" }, "NotAction is not evaluated here"],
    ["another condition", admits("sts:AssumeRole", { Bool: { "aws:x": "true" } }), ".Condition.Bool: Bool of aws:x"],
  ])("is refused as a whole where it is not evaluated here: %s", (_what, statement, message) => {
    expect(() => read(admits("sts:AssumeRole"), statement)).toThrow(/^Role\.Trust\.Statement\[1\]/);
    expect(() => read(admits("sts:AssumeRole"), statement)).toThrow(message);
  });
});
