import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCollection, isScalar, parseDocument, visit } from "yaml";
import { canonical, hashOf } from "../../core/history.ts";
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
        maxDuration: 7200,
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
      authenticationTime: true,
      domainPrefix: "stint-999988887777",
    });
    expect(config.deployment.targets).toEqual({
      organizationalUnits: ["ou-ab12-cdef3456", "r-ab12"],
      region: "eu-central-1",
    });
    const anywhere = changed("deployment", "  region: eu-central-1\n", "");
    expect(load({ deployment: anywhere }).deployment.targets?.region).toBe("eu-west-1");
    const nowhere = written.deployment.slice(0, written.deployment.indexOf("targets:"));
    expect(load({ deployment: nowhere }).deployment).not.toHaveProperty("targets");
    const deployment = changed("deployment", "  maxAge: 8h\n  sourceIdentity: username\n", "");
    expect(load({ deployment }).deployment.identity).toMatchObject({ maxAge: 28_800, sourceIdentity: "email" });
  });

  test("hashes what the policy says, and not how it is written", () => {
    const { hash, ...policy } = config.policy;
    expect(hash).toBe(hashOf(canonical(policy)));
    const said = changed("policy", "openRequests: 20\n", "# how many\nopenRequests:   20\n");
    expect(load({ policy: said }).policy.hash).toBe(hash);
    const meant = changed("policy", "maxDuration: 1h30m", "maxDuration: 90m");
    expect(load({ policy: meant }).policy.hash).toBe(hash);
    const other = changed("policy", "maxDuration: 1h30m", "maxDuration: 91m");
    expect(load({ policy: other }).policy.hash).not.toBe(hash);
  });

  test("takes anchors and aliases, and finds what is wrong in them where it stands", () => {
    const once = changed("policy", "{ under: [Production] }", "&production { under: [Production] }");
    const { rules } = load({ policy: once.replace("accounts: all", "accounts: *production") }).policy;
    expect(rules[2]?.accounts).toEqual(rules[0]?.accounts);
    const leads = changed("policy", "groups: [leads]", "groups: &leads [leads, laeds]");
    const policy = leads.replace("groups: [security]", "groups: *leads");
    expect(problemsOf({ policy }).map(({ line, path }) => [line, path])).toEqual([
      [30, "rules[1].approval[0].groups[1]"],
      [30, "rules[1].approval[1].groups[1]"],
    ]);
  });

  test("takes a whole path with a slash before it where a name alone would be ambiguous", () => {
    const catalog = changed("catalog", 'ou: ""', "ou: Lab");
    const policy = changed("policy", "[Workloads/Production, Blue]", "[/Lab, Workloads/Lab]")
      .replace('ids: ["111122223333"]', 'ids: ["333344445555"]')
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
    expect(keys.length).toBeGreaterThan(80);
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
      { numRuns: 100, seed: 20261122 },
    );
  });
});

describe("a value that is anything else", () => {
  const junk = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1e21, "", " ", "all", "none", "x", [], {}, [[]], [null], [{}], {
      x: 1,
    }),
    fc.jsonValue({ maxDepth: 2 }),
  );

  test("never breaks the loader: it loads, or says what is wrong", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("deployment", "catalog", "policy"),
        fc.array(fc.nat(7), { maxLength: 6 }),
        junk,
        (file, way, value) => {
          const doc = parseDocument(written[file]);
          const path: unknown[] = [];
          for (const step of way) {
            const node = path.length === 0 ? doc.contents : doc.getIn(path, true);
            if (!isCollection(node) || node.items.length === 0) break;
            const item = node.items[step % node.items.length] as { key?: unknown };
            path.push(isScalar(item.key) ? item.key.value : step % node.items.length);
          }
          doc.setIn(path, value);
          for (const problem of problemsOf({ [file]: String(doc) })) expect(problem.line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 120, seed: 20261122 },
    );
  });
});
