import { describe, expect, test } from "vitest";
import { deployment, hub, hubRoles, judge, named, neighbour, target, targetRoles } from "./simulated.ts";
import { mayAssume, properly } from "./simulated-session.ts";

const byName = hubRoles();
const roles = [...byName.values()];
const broker = named(byName, "stint-broker");
const cutOff = named(byName, "stint-cut-off");
const others = roles.filter((role) => role !== broker && role !== cutOff);
const management = deployment.organization.managementAccount;

/** A role that trusts whoever the hub lets call, so that what is asked is only what the hub's own policies say. */
function trusting(roleArn: string) {
  const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  const Statement = [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${hub}:root` }, Action: actions }];
  return { roleArn, trust: { Version: "2012-10-17", Statement } };
}

const elevated = [...targetRoles().values(), ...targetRoles(neighbour).values()]
  .map(({ roleArn }) => roleArn)
  .filter((arn) => arn.includes(":role/stint/"));
const cutOffRoles = [target, neighbour].map((account) => `arn:aws:iam::${account}:role/stint-control/StintCutOff`);
const outside = [
  `arn:aws:iam::${target}:role/Admin`,
  `arn:aws:iam::${target}:role/Stint-BreakGlass`,
  `arn:aws:iam::${target}:role/stint/Other`,
  `arn:aws:iam::${target}:role/stint-control/Other`,
  `arn:aws:iam::${target}:role/x/stint/Stint-BreakGlass`,
  `arn:aws:iam::${target}:role/OrganizationAccountAccessRole`,
  `arn:aws:iam::${hub}:role/stint/Stint-BreakGlass`,
  `arn:aws:iam::${hub}:role/stint-control/StintCutOff`,
  `arn:aws:iam::${hub}:role/stint-broker`,
  `arn:aws:iam::${management}:role/stint/Stint-BreakGlass`,
  `arn:aws:iam::${management}:role/stint-control/StintCutOff`,
];

describe("in the hub", () => {
  test("the broker can assume every elevated role, and no cut-off role", async () => {
    for (const arn of elevated) expect(await mayAssume(broker, trusting(arn), properly), arn).toBe(true);
    for (const arn of cutOffRoles) expect(await mayAssume(broker, trusting(arn)), arn).toBe(false);
  });

  test("the function that cuts off can assume every cut-off role, and no elevated role", async () => {
    for (const arn of cutOffRoles) expect(await mayAssume(cutOff, trusting(arn)), arn).toBe(true);
    for (const arn of elevated) expect(await mayAssume(cutOff, trusting(arn)), arn).toBe(false);
  });

  test("the function that cuts off is admitted by the cut-off role as it calls", async () => {
    for (const account of [target, neighbour])
      expect(await mayAssume(cutOff, named(targetRoles(account), "StintCutOff"))).toBe(true);
  });

  test("no other role can assume anything", async () => {
    expect(others.length).toBeGreaterThan(5);
    for (const role of others)
      for (const arn of [...elevated, ...cutOffRoles, ...outside])
        expect(await mayAssume(role, trusting(arn)), `${role.roleArn} ${arn}`).toBe(false);
  });

  test.each(outside)("nobody can assume %s, whoever it trusts", async (arn) => {
    for (const role of roles) expect(await mayAssume(role, trusting(arn)), role.roleArn).toBe(false);
  });

  test("nobody can change roles or policies anywhere: what is live was put there by a deployment", async () => {
    const attempts = [
      ["iam:CreatePolicyVersion", `arn:aws:iam::${target}:policy/stint/StintCutOff`],
      ["iam:CreatePolicyVersion", `arn:aws:iam::${target}:policy/stint/StintGuard`],
      ["iam:UpdateAssumeRolePolicy", broker.roleArn],
      ["iam:PutRolePolicy", broker.roleArn],
      ["iam:AttachRolePolicy", cutOff.roleArn],
      ["iam:PassRole", broker.roleArn],
    ] as const;
    for (const role of roles)
      for (const [action, resource] of attempts)
        expect(await judge(role, { action, resource }), `${role.roleArn} ${action}`).not.toBe("Allowed");
  });
});
