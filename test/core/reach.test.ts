import { describe, expect, test } from "vitest";
import type { Role } from "../../core/catalog.ts";
import { reachOf } from "../../core/reach.ts";
import { aRole } from "./builders.ts";

const lasting = (managedPolicies: readonly string[], about: Partial<Role> = {}) =>
  reachOf(aRole({ managedPolicies, ...about })).lasting;

describe("lasting access", () => {
  test.each([
    [["AdministratorAccess"]],
    [["IAMFullAccess"]],
    [["ReadOnlyAccess", "IAMFullAccess"]],
    [["arn:aws:iam::aws:policy/AdministratorAccess"]],
    [["arn:aws-eusc:iam::aws:policy/AdministratorAccess"]],
  ])("is in reach of a role with %j", (policies) => {
    expect(lasting(policies)).toBe("yes");
    expect(lasting(policies, { chaining: ["arn:aws:iam::111122223333:role/deploy"], kubernetes: true })).toBe("yes");
  });

  test.each([
    [["ReadOnlyAccess"]],
    [["SecurityAudit", "job-function/ViewOnlyAccess"]],
    [["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]],
  ])("is out of reach of a role that only reads, by %j", (policies) => {
    expect(lasting(policies)).toBe("no");
  });

  test.each([
    ["changes things", ["PowerUserAccess"]],
    ["changes things besides reading", ["ReadOnlyAccess", "job-function/DatabaseAdministrator"]],
    ["has a policy of the customer's own", ["arn:aws:iam::111122223333:policy/ReadOnlyAccess"]],
    ["has a policy of the customer's own by a known name", ["arn:aws:iam::111122223333:policy/AdministratorAccess"]],
    ["has a policy whose name only begins like a known one", ["AdministratorAccess-Amplify"]],
    ["has a policy of a known name under another path", ["ViewOnlyAccess", "service-role/ReadOnlyAccess"]],
  ])("is possible for a role that %s", (_, policies) => {
    expect(lasting(policies)).toBe("possible");
  });

  test("is possible where reading goes on to another role, or into a cluster", () => {
    expect(lasting(["ReadOnlyAccess"], { chaining: ["arn:aws:iam::111122223333:role/deploy"] })).toBe("possible");
    expect(lasting(["ReadOnlyAccess"], { kubernetes: true })).toBe("possible");
  });
});
