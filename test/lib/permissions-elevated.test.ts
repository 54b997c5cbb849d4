import { describe, expect, test } from "vitest";
import { allowEverything, type DeployedRole, hub, judge, named, neighbour, target, targetRoles } from "./simulated.ts";
import { intruder, lent, mayAssume } from "./simulated-session.ts";

const iam = `arn:aws:iam::${target}`;
const stack = `arn:aws:cloudformation:eu-west-1:${target}`;
const own = `${iam}:role/stint/Stint-BreakGlass`;
const boundary = `${iam}:policy/stint/StintCutOff`;
const guard = `${iam}:policy/stint/StintGuard`;
const control = `${iam}:role/stint-control/StintCutOff`;

/** From inside a session that its own policies allow everything: AdministratorAccess. */
const attacks: readonly (readonly [title: string, action: string, resource: string])[] = [
  ["publishes a list of its own", "iam:CreatePolicyVersion", boundary],
  ["goes back to an older list", "iam:SetDefaultPolicyVersion", boundary],
  ["deletes a version of the list", "iam:DeletePolicyVersion", boundary],
  ["deletes the list", "iam:DeletePolicy", boundary],
  ["takes its boundary away", "iam:DeleteRolePermissionsBoundary", own],
  ["takes another boundary", "iam:PutRolePermissionsBoundary", own],
  ["edits its own trust policy", "iam:UpdateAssumeRolePolicy", own],
  ["edits the trust policy of the cut-off role", "iam:UpdateAssumeRolePolicy", control],
  ["edits the guard", "iam:CreatePolicyVersion", guard],
  ["goes back to an older guard", "iam:SetDefaultPolicyVersion", guard],
  ["deletes the guard", "iam:DeletePolicy", guard],
  ["tags the guard", "iam:TagPolicy", guard],
  ["takes the guard off itself", "iam:DetachRolePolicy", own],
  ["attaches a policy to itself", "iam:AttachRolePolicy", own],
  ["writes itself a policy", "iam:PutRolePolicy", own],
  ["gives the cut-off role a policy", "iam:PutRolePolicy", control],
  ["prolongs its sessions", "iam:UpdateRole", own],
  ["tags itself", "iam:TagRole", own],
  ["deletes itself", "iam:DeleteRole", own],
  ["deletes the cut-off role", "iam:DeleteRole", control],
  ["makes another elevated role", "iam:CreateRole", `${iam}:role/stint/Stint-Mine`],
  ["makes another policy of Stint's", "iam:CreatePolicy", `${iam}:policy/stint/Mine`],
  ["passes itself to a service", "iam:PassRole", own],
  ["passes the cut-off role to a service", "iam:PassRole", control],
  ["deletes the stack that it comes from", "cloudformation:DeleteStack", `${stack}:stack/StintTarget/1a2b`],
  ["updates that stack", "cloudformation:UpdateStack", `${stack}:stack/StintTarget/1a2b`],
  ["changes that stack by a change set", "cloudformation:CreateChangeSet", `${stack}:stack/StintTarget/1a2b`],
  ["executes such a change set", "cloudformation:ExecuteChangeSet", `${stack}:stack/StintTarget/1a2b`],
  ["rolls that stack back", "cloudformation:RollbackStack", `${stack}:stack/StintTarget/1a2b`],
  ["deletes what the StackSet deployed", "cloudformation:DeleteStack", `${stack}:stack/StackSet-StintTarget-9f/1a2b`],
  ["updates what the StackSet deployed", "cloudformation:UpdateStack", `${stack}:stack/StackSet-StintTarget-9f/1a2b`],
  ["updates the StackSet", "cloudformation:UpdateStackSet", `${stack}:stackset/StintTarget:9f`],
  ["assumes an administrator's role", "sts:AssumeRole", `${iam}:role/Admin`],
  ["assumes another elevated role", "sts:AssumeRole", `${iam}:role/stint/Stint-ReadOnly`],
  ["assumes itself again", "sts:AssumeRole", own],
  ["assumes the cut-off role", "sts:AssumeRole", control],
  [
    "assumes an elevated role of another account",
    "sts:AssumeRole",
    `arn:aws:iam::${neighbour}:role/stint/Stint-ReadOnly`,
  ],
  ["assumes the broker's role", "sts:AssumeRole", `arn:aws:iam::${hub}:role/stint-broker`],
  [
    "assumes a role that the catalog declares for others",
    "sts:AssumeRole",
    "arn:aws:iam::888899990000:role/TransitGatewayOperator",
  ],
  ["becomes root of a member account", "sts:AssumeRoot", `arn:aws:iam::${neighbour}:root`],
];

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
