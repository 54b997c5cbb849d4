import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Document, judge, named, target, targetRoles } from "./simulated.ts";
import { intruder, lent } from "./simulated-session.ts";
import { attacks, guard, iam, own } from "./target-attacks.ts";

/** The service control policy that docs/deploy.md shows. */
const [, shown = ""] =
  /### Holding the guard organisation-wide\n.*?```json\n(.*?)```/s.exec(readFileSync("docs/deploy.md", "utf8")) ?? [];
const controlledBy = JSON.parse(shown) as Document;
const boundary = `${iam}:policy/stint/StintCutOff`;

/** What an elevated administrator can make, and what then is no longer an elevated role: no guard, no boundary. */
const made = { ...intruder(`${iam}:role/made`), controlledBy };

describe("the service control policy in docs/deploy.md", () => {
  test.each(attacks.filter(([, action]) => action.startsWith("iam:")))(
    "keeps a role that an elevated administrator made from what the guard forbids: it %s",
    async (_attack, action, resource) => {
      expect(await judge(intruder(`${iam}:role/made`), { action, resource })).toBe("Allowed");
      expect(await judge(made, { action, resource })).toBe("ExplicitlyDenied");
    },
  );

  test("leaves that role what is not Stint's, and reading", async () => {
    expect(await judge(made, { action: "iam:CreateRole", resource: `${iam}:role/another` })).toBe("Allowed");
    expect(await judge(made, { action: "iam:GetRole", resource: own })).toBe("Allowed");
    expect(await judge(made, { action: "iam:GetPolicyVersion", resource: guard })).toBe("Allowed");
  });

  test.each(["CreateUser", "CreateAccessKey", "CreateLoginProfile"])(
    "keeps elevated sessions from making what outlives them: %s",
    async (name) => {
      const call = { action: `iam:${name}`, resource: `${iam}:user/mallory` };
      const administrator = lent(named(targetRoles(), "Stint-BreakGlass"));
      expect(await judge(administrator, call)).toBe("Allowed");
      expect(await judge({ ...administrator, controlledBy }, call)).toBe("ExplicitlyDenied");
      expect(await judge(made, call)).toBe("Allowed");
    },
  );

  test("lets the StackSet change Stint's roles, and the cut-off role publish the list", async () => {
    const stackSet = { ...intruder(`arn:aws:iam::${target}:role/stacksets-exec-0123456789abcdef`), controlledBy };
    expect(await judge(stackSet, { action: "iam:UpdateAssumeRolePolicy", resource: own })).toBe("Allowed");
    const cutOff = { ...named(targetRoles(), "StintCutOff"), controlledBy };
    expect(await judge(cutOff, { action: "iam:CreatePolicyVersion", resource: boundary })).toBe("Allowed");
  });
});
