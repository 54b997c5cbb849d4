import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { canonical, hashOf } from "../../core/history.ts";
import { type AllowRule, ruleFor } from "../../core/policy.ts";
import { loadConfig } from "../../lib/config.ts";
import { changed, type FileName, load, problemsOf, written } from "./config/written.ts";

describe("loadConfig", () => {
  const config = load();

  test("gives the policy as core wants it: seconds, normalised e-mails, whole OU paths, nothing that was not written", () => {
    expect(config.policy.rules).toEqual([
      {
        id: "out",
        deny: true,
        description: "Contractors stay out of production",
        who: { groups: ["contractors"], people: [] },
        roles: "all",
        accounts: { under: ["Workloads/Production"] },
      },
      {
        id: "database",
        deny: false,
        description: "Repair databases",
        who: { groups: ["engineering", "Data Team"], people: ["alice@example.com"] },
        roles: ["DatabaseAdmin"],
        accounts: {
          ids: ["111122223333"],
          under: ["Workloads/Production", "Workloads/Lab/Blue"],
          tags: { data: "customer" },
        },
        maxDuration: 5400,
        asks: {
          ticket: { label: "Ticket", pattern: "INC-[0-9]+", required: true, tag: true },
          note: { label: "Note", required: false, tag: false },
        },
        approval: [
          { name: "Lead", groups: ["leads"], people: ["carol@example.com"], required: 2 },
          { name: "Security", groups: ["security"], people: [], required: 1 },
        ],
        approvalWithin: 28_800,
        remindEvery: 1800,
        signInWithin: 900,
        sessionDuration: 1800,
        alternatives: ["incident"],
      },
      {
        id: "incident",
        deny: false,
        who: { groups: [], people: ["dan@example.com"] },
        roles: ["DatabaseAdmin", "ClusterAdmin"],
        accounts: "all",
        maxDuration: 3600,
        asks: {},
        approval: "none",
        sessionDuration: 3600,
        alternatives: [],
      },
    ]);
    expect(config.policy).toMatchObject({
      administrators: ["admins"],
      auditors: ["auditors"],
      justification: { minLength: 10 },
      openRequests: 20,
      blocked: ["mallory@example.com"],
    });
  });

  test("gives catalog and deployment with what is not written filled in", () => {
    expect(config.catalog.accounts[2]).toEqual({ id: "222233334444", name: "lab-2", ou: "Elsewhere/Lab", tags: {} });
    expect(
      config.catalog.roles.map(({ name, maxSession, chaining, kubernetes }) => [
        name,
        maxSession,
        chaining,
        kubernetes,
      ]),
    ).toEqual([
      ["DatabaseAdmin", 14_400, ["arn:aws:iam::111122223333:role/team/restore"], false],
      ["ClusterAdmin", 3600, [], true],
    ]);
    expect(config.deployment.identity).toEqual({
      maxAge: 28_800,
      sourceIdentity: "username",
      authenticationTime: "auth_time",
    });
    const { text } = changed("deployment", "  maxAge: 8h\n  sourceIdentity: username\n", "");
    expect(load({ deployment: text }).deployment.identity).toMatchObject({ maxAge: 28_800, sourceIdentity: "email" });
  });

  test("hashes what the policy says, and not how it is written", () => {
    const { hash, ...policy } = config.policy;
    expect(hash).toBe(hashOf(canonical(policy)));
    const said = changed("policy", "openRequests: 20\n", "# how many\nopenRequests:   20\n");
    expect(load({ policy: said.text }).policy.hash).toBe(hash);
    const meant = changed("policy", "maxDuration: 1h30m", "maxDuration: 90m");
    expect(load({ policy: meant.text }).policy.hash).toBe(hash);
    const other = changed("policy", "maxDuration: 1h30m", "maxDuration: 91m");
    expect(load({ policy: other.text }).policy.hash).not.toBe(hash);
  });

  test("takes anchors and aliases, and finds what is wrong in them where it stands", () => {
    const shared = changed("policy", "accounts: all", "accounts: &everywhere all").text;
    expect(load({ policy: shared.replace("accounts: { under: [Production] }", "accounts: all") })).toBeDefined();
    const { text, line } = changed("policy", "        groups: [leads]", "        groups: &leads [leads, laeds]");
    const policy = text.replace("groups: [security]", "groups: *leads");
    expect(problemsOf({ policy }).map((problem) => [problem.line, problem.path])).toEqual([
      [line, "rules[1].approval[0].groups[1]"],
      [line, "rules[1].approval[1].groups[1]"],
    ]);
  });

  test("takes a whole path with a slash before it where a name alone would be ambiguous", () => {
    const catalog = changed("catalog", 'ou: ""', "ou: Lab").text;
    const policy = changed("policy", "[Workloads/Production, Blue]", "[/Lab, Workloads/Lab]")
      .text.replace('ids: ["111122223333"]', 'ids: ["333344445555"]')
      .replace("      tags: { data: customer }\n", "");
    const rule = load({ catalog, policy }).policy.rules[1];
    expect(rule?.accounts).toMatchObject({ under: ["Lab", "Workloads/Lab"] });
  });

  test("loads 2,000 accounts, 50 roles and 300 rules in less than 5 s", () => {
    const many = <T>(n: number, line: (i: number) => T) => Array.from({ length: n }, (_, i) => line(i)).join("\n");
    const catalog = `accounts:\n${many(2000, (i) => `  - { id: "${200_000_000_000 + i}", name: a${i}, ou: U${i % 9}/T${i}, tags: { n: t${i} } }`)}
roles:\n${many(50, (i) => `  - { name: R${i}, description: d, purpose: p, managedPolicies: [ReadOnlyAccess] }`)}\n`;
    const head = written.policy.slice(0, written.policy.indexOf("  - id"));
    const rules = many(
      300,
      (i) =>
        `  - { id: r${i}, who: { groups: [g] }, roles: [R${i % 50}], accounts: { under: [T${i}], tags: { n: t${i} } }, maxDuration: 1h, approval: none }`,
    );
    const started = performance.now();
    expect(load({ catalog, policy: `${head}${rules}\n` }).policy.rules).toHaveLength(300);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("a key that is misspelt", () => {
  /** Keys that people choose themselves. */
  const free = /(^|\.)(tags|asks|mail\.groups)$/;
  const keys = (Object.keys(written) as FileName[]).flatMap((file) => {
    const found: { file: FileName; key: string; at: number; siblings: string[] }[] = [];
    visit(parseDocument(written[file]), {
      Map(_, map, ancestors) {
        const within = ancestors.flatMap((node) =>
          isScalar((node as { key?: unknown }).key) ? [`${(node as { key: unknown }).key}`] : [],
        );
        if (free.test(within.join("."))) return;
        const siblings = map.items.map(({ key }) => String(key));
        for (const { key } of map.items)
          if (isScalar(key) && key.range) found.push({ file, key: String(key), at: key.range[0], siblings });
      },
    });
    return found;
  });
  const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABZ_-");
  const mistake = fc.tuple(fc.constantFrom("drop", "double", "swap", "change", "add"), fc.nat(20), letter);

  function misspelt(key: string, [kind, at, other]: [string, number, string]): string {
    const i = at % key.length;
    const [before, here, after] = [key.slice(0, i), key.charAt(i), key.slice(i + 1)];
    if (kind === "drop") return before + after;
    if (kind === "double") return before + here + here + after;
    if (kind === "swap") return before + after.charAt(0) + here + after.slice(1);
    return before + other + (kind === "add" ? here : "") + after;
  }

  test("is refused with its line, anywhere in the config", () => {
    expect(isMap(parseDocument(written.policy).contents) && keys.length).toBeGreaterThan(90);
    fc.assert(
      fc.property(fc.constantFrom(...keys), mistake, ({ file, key, at, siblings }, how) => {
        const wrong = misspelt(key, how);
        fc.pre(/^[A-Za-z]/.test(wrong) && wrong !== key && !siblings.includes(wrong));
        const text = written[file];
        const line = text.slice(0, at).split("\n").length;
        const problems = problemsOf({ [file]: text.slice(0, at) + wrong + text.slice(at + key.length) });
        expect(problems).toContainEqual(
          expect.objectContaining({
            file: `${file}.yaml`,
            line,
            message: expect.stringMatching(`^found "${wrong}", expected one of .*\\b${key}\\b`),
          }),
        );
      }),
      { numRuns: 150, seed: 20261122 },
    );
  });
});

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
      expect(readFileSync(`config/${name}.yaml`, "utf8")).toMatch(
        `# yaml-language-server: $schema=schema/${name}.schema.json\n`,
      );
    execFileSync(process.execPath, ["lib/write-schemas.ts", "--check"]);
    const unknown = spawnSync(process.execPath, ["lib/write-schemas.ts", "--chek"], { encoding: "utf8" });
    expect(unknown).toMatchObject({ status: 1, stderr: "found --chek; usage: node lib/write-schemas.ts [--check]\n" });
  });
});
