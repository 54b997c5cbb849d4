import { describe, expect, test } from "vitest";
import { boundaryDocument, withCutOff } from "../../core/cut-off.ts";
import { sessionPolicy } from "../../core/session.ts";
import { later, noon } from "../core/builders.ts";
import { allowEverything, type Document, hub, judge, named, neighbour, target, targetRoles } from "./simulated.ts";
import { intruder, lent, mayAssume } from "./simulated-session.ts";

const administrator = named(targetRoles(), "Stint-BreakGlass");
const cutOffRole = named(targetRoles(), "StintCutOff");
const boundary = `arn:aws:iam::${target}:policy/stint/StintCutOff`;
const object = "arn:aws:s3:::orders/1";
const work = [
  { action: "s3:GetObject", resource: object },
  { action: "rds:DeleteDBInstance", resource: `arn:aws:rds:eu-west-1:${target}:db:orders` },
  { action: "iam:GetRole", resource: administrator.roleArn },
  { action: "ec2:DescribeInstances", resource: "*" },
];

/** A bucket policy that gives a session what it asks, by name. */
const naming = (arn: string): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: "s3:*", Resource: "*" }],
});

function published(...requests: readonly string[]): Document {
  const nobody = { account: target, generation: 0, until: {} };
  return JSON.parse(boundaryDocument(requests.reduce((list, id) => withCutOff(list, id, noon), nobody)));
}

describe("a session on the cut-off list", () => {
  const list = published("cutoff1", "cutoff2");
  const cut = { ...lent(administrator, "cutoff2"), boundary: list };

  test.each(work)("is denied: $action", async (call) => {
    expect(await judge({ ...lent(administrator, "cutoff2") }, call)).toBe("Allowed");
    expect(await judge(cut, call)).toBe("ExplicitlyDenied");
  });

  test("is denied what a resource policy gives it by name", async () => {
    const call = { action: "s3:GetObject", resource: object, resourcePolicy: naming(cut.arn) };
    expect(await judge(cut, call)).toBe("ExplicitlyDenied");
  });

  test.each(work)("leaves its neighbour alone: $action", async (call) => {
    for (const request of ["cutoff", "cutoff3", "none2", "CUTOFF2"])
      expect(await judge({ ...lent(administrator, request), boundary: list }, call)).toBe("Allowed");
  });
});

test("nobody is on the list that is deployed", async () => {
  expect(administrator.boundary).toEqual(published());
  for (const call of work) expect(await judge(lent(administrator), call)).toBe("Allowed");
});

test("where everyone was cut off, a session of before is denied, and one of afterwards is not", async () => {
  const list = JSON.parse(boundaryDocument({ until: {}, everyoneBefore: noon.toISOString() }));
  const session = { ...lent(administrator), boundary: list };
  const issued = (at: Date) => ({
    ...session,
    context: { ...session.context, "aws:TokenIssueTime": at.toISOString() },
  });
  for (const call of work) {
    expect(await judge(issued(later(-60)), call)).toBe("ExplicitlyDenied");
    expect(await judge(issued(noon), call)).toBe("ExplicitlyDenied");
    expect(await judge(issued(later(1)), call)).toBe("Allowed");
  }
});

describe("the cut-off role", () => {
  test.each(["CreatePolicyVersion", "DeletePolicyVersion", "ListPolicyVersions", "GetPolicyVersion"])(
    "may call %s on the boundary, and on no other policy",
    async (name) => {
      const action = `iam:${name}`;
      expect(await judge(cutOffRole, { action, resource: boundary })).toBe("Allowed");
      for (const resource of [
        `arn:aws:iam::${target}:policy/stint/StintGuard`,
        `arn:aws:iam::${target}:policy/StintCutOff`,
        `${boundary}2`,
        `arn:aws:iam::${neighbour}:policy/stint/StintCutOff`,
      ])
        expect(await judge(cutOffRole, { action, resource }), resource).toBe("ImplicitlyDenied");
    },
  );

  test("may do nothing else", async () => {
    const grants = cutOffRole.policies.flatMap(
      ({ policy }) => policy.Statement as { Action: string[]; Resource: string }[],
    );
    expect(grants).toHaveLength(1);
    expect(grants[0]?.Action).toHaveLength(4);
    for (const [action, resource] of [
      ["iam:SetDefaultPolicyVersion", boundary],
      ["iam:DeletePolicy", boundary],
      ["iam:TagPolicy", boundary],
      ["iam:UpdateAssumeRolePolicy", administrator.roleArn],
      ["iam:DeleteRolePermissionsBoundary", administrator.roleArn],
      ["iam:PutRolePolicy", cutOffRole.roleArn],
      ["iam:DetachRolePolicy", administrator.roleArn],
      ["sts:AssumeRole", administrator.roleArn],
      ["cloudformation:DeleteStack", `arn:aws:cloudformation:eu-west-1:${target}:stack/StintTarget/1a2b`],
      ["s3:GetObject", object],
      ["ec2:DescribeInstances", "*"],
    ] as const)
      expect(await judge(cutOffRole, { action, resource }), action).toBe("ImplicitlyDenied");
  });

  test.each([
    ["the broker", `arn:aws:iam::${hub}:role/stint-broker`, undefined],
    ["another role of the hub", `arn:aws:iam::${hub}:role/stint-api`, undefined],
    ["a role of its name in another account", `arn:aws:iam::${neighbour}:role/stint-cut-off`, undefined],
    ["an elevated role", administrator.roleArn, undefined],
    ["the function that cuts off, of another organisation", `arn:aws:iam::${hub}:role/stint-cut-off`, "o-another12345"],
    ["the function that cuts off, outside any organisation", `arn:aws:iam::${hub}:role/stint-cut-off`, null],
  ])("does not admit %s, whatever that one may do", async (_who, roleArn, organization) => {
    expect(await mayAssume(intruder(roleArn, organization), cutOffRole)).toBe(false);
  });

  test("does not take a session that carries tags or a source identity", async () => {
    const function_ = intruder(`arn:aws:iam::${hub}:role/stint-cut-off`);
    expect(await mayAssume(function_, cutOffRole)).toBe(true);
    const none = { tags: {}, transitive: [] };
    expect(await mayAssume(function_, cutOffRole, { ...none, sourceIdentity: "alice@example.com" })).toBe(false);
    expect(await mayAssume(function_, cutOffRole, { ...none, tags: { "stint:request": "r" } })).toBe(false);
  });
});

describe("the session policy", () => {
  const endsAt = later(3600);
  const policy = JSON.parse(sessionPolicy(endsAt)) as Document;
  const at = (time: Date) => {
    const session = lent({ ...administrator, boundary: allowEverything });
    const context = { ...session.context, "aws:CurrentTime": time.toISOString() };
    return { ...session, sessionPolicy: policy, context };
  };

  test.each(work)("allows one second before the end, and denies from then on: $action", async (call) => {
    expect(await judge(at(later(3599)), call)).toBe("Allowed");
    expect(await judge(at(endsAt), call)).toBe("ExplicitlyDenied");
    expect(await judge(at(later(86_400)), call)).toBe("ExplicitlyDenied");
  });

  test("denies in so many words, which a resource policy that names the session does not undo", async () => {
    const session = at(endsAt);
    const call = { action: "s3:GetObject", resource: object, resourcePolicy: naming(session.arn) };
    expect(await judge(session, call)).toBe("ExplicitlyDenied");
    const statements = policy.Statement as { Effect: string; Action: string; Resource: string; Condition?: object }[];
    expect(statements.filter(({ Effect }) => Effect === "Deny")).toEqual([
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateGreaterThanEquals: { "aws:CurrentTime": "2026-11-22T13:00:00Z" } },
      },
    ]);
  });
});
