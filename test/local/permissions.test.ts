import { expect, test } from "vitest";
import { readPermissions } from "../../local/permissions.ts";
import { account, load } from "./template-fixture.ts";

const policy = (Roles: object[], ...Statement: object[]) => ({
  Type: "AWS::IAM::Policy",
  Properties: { PolicyName: "p", Roles, PolicyDocument: { Statement } },
});
const may = readPermissions(
  load({
    Resources: {
      Worker: { Type: "AWS::IAM::Role", Properties: { RoleName: "worker" } },
      Idle: { Type: "AWS::IAM::Role", Properties: { RoleName: "idle" } },
      Lends: policy([{ Ref: "Worker" }], {
        Effect: "Allow",
        Action: ["sts:Assume*"],
        Resource: "arn:aws:iam::*:role/x/*",
      }),
      Holds: policy([{ Ref: "Worker" }], { Effect: "Deny", Action: "sts:AssumeRole", Resource: "arn:aws:iam::11:*" }),
    },
  }),
);
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

test("a role may do what its policies in the template allow, and no other role may", () => {
  expect(may(role("worker"), "sts:AssumeRole", "arn:aws:iam::22:role/x/a")).toBe(true);
  expect(may(role("worker"), "STS:ASSUMEROLE", "arn:aws:iam::22:role/x/a/b")).toBe(true);
  for (const [action, resource] of [
    ["sts:TagSession", "arn:aws:iam::22:role/x/a"],
    ["sts:AssumeRole", "arn:aws:iam::22:role/y/a"],
    ["sts:AssumeRole", "arn:aws:iam::22:role/X/a"],
  ] as const)
    expect(may(role("worker"), action, resource)).toBe(false);
  for (const other of ["idle", "absent"])
    expect(may(role(other), "sts:AssumeRole", "arn:aws:iam::22:role/x/a")).toBe(false);
});

test("what one policy denies, no other allows", () => {
  expect(may(role("worker"), "sts:AssumeRole", "arn:aws:iam::11:role/x/a")).toBe(false);
  expect(may(role("worker"), "sts:AssumeRoot", "arn:aws:iam::11:role/x/a")).toBe(true);
});
