import { describe, expect, test } from "vitest";
import { allowEverything, type DeployedRole, judge, named, target, targetRoles } from "./simulated.ts";
import { intruder, lent, mayAssume } from "./simulated-session.ts";
import { attacks, control, guard, iam, own, stack } from "./target-attacks.ts";

/** A trust policy that admits this session by name, which needs no policy on the session's side. */
const welcoming = ({ arn }: DeployedRole) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: "sts:AssumeRole" }],
});

const administrator = lent(named(targetRoles(), "Stint-BreakGlass"));
const boundaries = [
  ["as it was deployed", administrator],
  ["when the boundary allows everything", { ...administrator, boundary: allowEverything }],
] as const;

describe.each(boundaries)("an elevated administrator, %s,", (_title, session) => {
  test.each(attacks)("is denied when it %s", async (_attack, action, resource) => {
    const resourcePolicy = action === "sts:AssumeRole" ? { resourcePolicy: welcoming(session) } : {};
    expect(await judge(session, { action, resource, ...resourcePolicy })).toBe("ExplicitlyDenied");
  });

  test.each([
    ["iam:GetRole", own],
    ["iam:GetPolicyVersion", guard],
    ["iam:ListRoleTags", control],
    ["cloudformation:DescribeStackEvents", `${stack}:stack/StintTarget/1a2b`],
    ["s3:PutObject", "arn:aws:s3:::orders/1"],
    ["iam:CreateRole", `${iam}:role/application`],
    ["iam:PassRole", `${iam}:role/application`],
    ["cloudformation:DeleteStack", `${stack}:stack/application/1a2b`],
  ])("is left what is not Stint's: %s on %s", async (action, resource) => {
    expect(await judge(session, { action, resource })).toBe("Allowed");
  });
});

describe("every elevated role", () => {
  const elevated = [...targetRoles()].filter(([, { roleArn }]) => roleArn.includes(":role/stint/"));

  test.each(elevated)("is denied all of it: %s", async (name, role) => {
    const declared = name === "Stint-NetworkAdmin" ? ["assumes a role that the catalog declares for others"] : [];
    for (const [title, action, resource] of attacks.filter(([attack]) => !declared.includes(attack)))
      expect(await judge({ ...role, boundary: allowEverything }, { action, resource }), title).toBe("ExplicitlyDenied");
  });

  test.each(elevated)("can do under any boundary what its own policies allow, and no more: %s", async (_name, role) => {
    const { boundary: deployed, ...free } = role;
    expect(deployed).toBeDefined();
    for (const [action, resource] of [
      ["s3:GetObject", "arn:aws:s3:::orders/1"],
      ["s3:DeleteObject", "arn:aws:s3:::orders/1"],
      ["rds:DeleteDBInstance", `arn:aws:rds:eu-west-1:${target}:db:orders`],
      ["ec2:DeleteVpc", `arn:aws:ec2:eu-west-1:${target}:vpc/vpc-1`],
      ["iam:CreateUser", `${iam}:user/mallory`],
      ["organizations:LeaveOrganization", "*"],
    ] as const) {
      const freely = await judge(free, { action, resource });
      expect(await judge({ ...role, boundary: allowEverything }, { action, resource }), action).toBe(freely);
      expect(await judge(lent(role), { action, resource }), action).toBe(freely);
    }
  });

  test("goes on to the roles that the catalog declares for it, and to no other", async () => {
    const network = lent(named(targetRoles(), "Stint-NetworkAdmin"));
    const operator = (roleArn: string) => ({ roleArn, trust: welcoming({ ...network, arn: `${iam}:root` }) });
    const declared = "arn:aws:iam::888899990000:role/TransitGatewayOperator";
    expect(await mayAssume(network, operator(declared))).toBe(true);
    for (const roleArn of [`${declared}2`, declared.replace("role/", "role/x/"), `${iam}:role/TransitGatewayOperator`])
      expect(await mayAssume(network, operator(roleArn)), roleArn).toBe(false);
    const database = lent(named(targetRoles(), "Stint-DatabaseAdmin"));
    expect(await mayAssume(database, operator(declared))).toBe(false);
    expect(await judge(database, { action: "sts:AssumeRole", resource: declared })).toBe("ExplicitlyDenied");
  });

  test("is denied every further role where the catalog does not know it", async () => {
    const guarded = administrator.policies.filter(({ name }) => name.endsWith("/StintGuard"));
    expect(guarded).toHaveLength(1);
    const made = { ...administrator, ...intruder(`${iam}:role/team/Operator`) };
    for (const resource of [`${iam}:role/Admin`, "arn:aws:iam::888899990000:role/TransitGatewayOperator"]) {
      const call = { action: "sts:AssumeRole", resource, resourcePolicy: welcoming(made) };
      expect(await judge(made, call)).toBe("Allowed");
      expect(await judge({ ...made, policies: [...made.policies, ...guarded] }, call)).toBe("ExplicitlyDenied");
    }
  });
});
