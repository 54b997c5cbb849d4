import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type AllowRule, ruleFor } from "../../core/policy.ts";
import { loadConfig } from "../../lib/config.ts";

describe("the example config", () => {
  const config = loadConfig("config");
  const person = (name: string, ...groups: string[]) => ({
    sub: name,
    username: name,
    name,
    email: `${name}@example.com`,
    groups,
  });
  const alice = person("alice", "engineering");
  const frank = person("frank", "engineering", "contractors");
  const accounts = new Map(config.catalog.accounts.map(({ name, id }) => [name, id]));
  const decides = (who: typeof alice, role: string, account: string) => {
    const verdict = ruleFor(config, who, role, accounts.get(account) ?? "");
    return verdict.rule ? verdict.rule.id : verdict.refusedBy;
  };

  test("describes an organisation of a dozen accounts, six roles and eight rules", () => {
    expect(config.catalog.accounts).toHaveLength(12);
    expect(config.catalog.roles).toHaveLength(6);
    expect(config.policy.rules).toHaveLength(8);
    const allow = config.policy.rules.filter((rule): rule is AllowRule => !rule.deny);
    expect(allow.some(({ alternatives }) => alternatives.length > 0)).toBe(true);
    expect(allow.some(({ who }) => who.people.length > 0)).toBe(true);
    expect(
      allow.some(
        ({ approval }) =>
          approval !== "none" && approval.some(({ people, required }) => people.length === 3 && required === 2),
      ),
    ).toBe(true);
  });

  test("lets alice into production databases in two stages and into the sandbox alone", () => {
    expect(decides(alice, "DatabaseAdmin", "shop-prod")).toBe("prod-database");
    expect(decides(alice, "DatabaseAdmin", "payments-prod")).toBe("prod-database");
    expect(decides(alice, "DatabaseAdmin", "search-prod")).toBeUndefined();
    expect(decides(alice, "PowerUser", "sandbox-training")).toBe("sandbox");
    expect(config.policy.rules.find(({ id }) => id === "prod-database")).toMatchObject({
      approval: [{ groups: ["db-leads"] }, { groups: ["security"] }],
    });
  });

  test("keeps frank out of production, whatever else lets him in", () => {
    expect(decides(frank, "DatabaseAdmin", "shop-prod")).toBe("contractors-out");
    expect(decides(frank, "BreakGlass", "payments-prod")).toBe("contractors-out");
    expect(decides(frank, "PowerUser", "sandbox-blue")).toBe("sandbox");
  });

  test("names its schemas in the first line, for editors, and they are up to date", () => {
    for (const name of ["deployment", "catalog", "policy"])
      expect(readFileSync(`config/${name}.yaml`, "utf8").split("\n")[0]).toBe(
        `# yaml-language-server: $schema=schema/${name}.schema.json`,
      );
    execFileSync(process.execPath, ["lib/write-schemas.ts", "--check"]);
    const unknown = spawnSync(process.execPath, ["lib/write-schemas.ts", "--chek"], { encoding: "utf8" });
    expect(unknown).toMatchObject({ status: 1, stderr: "found --chek; usage: node lib/write-schemas.ts [--check]\n" });
  });
});
