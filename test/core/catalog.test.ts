import { describe, expect, test } from "vitest";
import { roleArn, selects } from "../../core/catalog.ts";
import { anAccount } from "./builders.ts";

describe("roleArn", () => {
  test("names the elevated role under its path, in the partition", () => {
    expect(roleArn("aws-us-gov", "111122223333", "DatabaseAdmin")).toBe(
      "arn:aws-us-gov:iam::111122223333:role/stint/Stint-DatabaseAdmin",
    );
  });
});

describe("selects", () => {
  const account = anAccount({ id: "111122223333", ou: "Workloads/Production/Orders", tags: { data: "customer" } });

  test("takes every account where all is written, and where no key is given", () => {
    expect(selects("all", account)).toBe(true);
    expect(selects({}, account)).toBe(true);
  });

  test("goes by the whole id", () => {
    expect(selects({ ids: ["999988887777", "111122223333"] }, account)).toBe(true);
    expect(selects({ ids: ["999988887777"] }, account)).toBe(false);
    expect(selects({ ids: ["11112222333"] }, account)).toBe(false);
    expect(selects({ ids: [] }, account)).toBe(false);
  });

  test.each(["Workloads", "Workloads/Production", "Workloads/Production/Orders"])("finds it under %s", (ou) => {
    expect(selects({ under: ["Sandbox", ou] }, account)).toBe(true);
  });

  test.each(["Production", "Work", "Workloads/Prod", "Workloads/Production/Orders/EU", "workloads", ""])(
    "does not find it under %j, since OUs are compared as whole names from the root",
    (ou) => {
      expect(selects({ under: [ou] }, account)).toBe(false);
    },
  );

  test("wants every tag, with its whole value", () => {
    const tagged = anAccount({ tags: { data: "customer", stage: "live" } });
    expect(selects({ tags: { data: "customer", stage: "live" } }, tagged)).toBe(true);
    expect(selects({ tags: { data: "customer", stage: "test" } }, tagged)).toBe(false);
    expect(selects({ tags: { data: "custom" } }, tagged)).toBe(false);
    expect(selects({ tags: { owner: "" } }, tagged)).toBe(false);
  });

  test("wants every key that is given to hold, whichever fails", () => {
    const selector = { ids: ["111122223333"], under: ["Workloads"], tags: { data: "customer" } };
    expect(selects(selector, account)).toBe(true);
    expect(selects({ ...selector, ids: ["999988887777"] }, account)).toBe(false);
    expect(selects({ ...selector, under: ["Sandbox"] }, account)).toBe(false);
    expect(selects({ ...selector, tags: { data: "none" } }, account)).toBe(false);
  });
});
