import { describe, expect, test } from "vitest";
import { analyse } from "../../core/ask.ts";
import { alice, anAsk, aRule, hour, noon, someRules } from "./builders.ts";

const decides = aRule({ alternatives: ["incident", "elsewhere"] });
const incident = aRule({
  id: "incident",
  maxDuration: hour,
  asks: { incident: { label: "Incident", pattern: "INC-[0-9]+", required: true, tag: true } },
});
const rules = someRules([
  decides,
  incident,
  aRule({ id: "elsewhere", accounts: { under: ["Sandbox"] } }),
  aRule({ id: "unlisted", approval: "none" }),
]);
const analysed = (ask: Parameters<typeof anAsk>[0]) => analyse(rules, alice, anAsk(ask), noon);

describe("an ask that names a rule", () => {
  test("runs under the alternative that it names, with its limits, asks and stages", () => {
    expect(analysed({ rule: "incident", duration: hour, asks: { incident: "INC-1" } })).toMatchObject({
      allowed: true,
      rule: incident,
    });
  });

  test("may name the rule that decides anyway", () => {
    expect(analysed({ rule: "prod-database" })).toMatchObject({ allowed: true, rule: { id: "prod-database" } });
  });

  test.each(["unlisted", "elsewhere", "gone"])("may not name a rule that is not open to it (%s)", (rule) => {
    expect(analysed({ rule })).toEqual({
      allowed: false,
      unmet: [
        {
          rule: "prod-database",
          condition: "rule",
          message: `Rule ${rule} is not open to this ask; it runs under prod-database or incident.`,
        },
      ],
    });
  });
});

describe("an ask that is refused", () => {
  test("lists what the rule that decides and then what its alternatives demand", () => {
    const { unmet } = analysed({ duration: 5 * hour });
    expect(unmet.map(({ rule, condition }) => `${rule}: ${condition}`)).toEqual([
      "prod-database: duration",
      "incident: duration",
      "incident: asks.incident",
    ]);
  });

  test("is told of an alternative that it meets, and is not put under it unasked", () => {
    const analysis = analysed({ duration: hour, asks: { incident: "INC-1" } });
    expect(analysis).toMatchObject({ allowed: false, rule: { id: "prod-database" } });
    expect(analysis.unmet).toEqual([
      { rule: "prod-database", condition: "asks.incident", message: 'This rule does not ask for "incident".' },
      { rule: "incident", condition: "alternative", message: "The ask meets rule incident: name it to ask under it." },
    ]);
  });

  test("lists the rule that decides also where an alternative was named", () => {
    const { unmet } = analysed({ rule: "incident", duration: 5 * hour, asks: { incident: "INC-1" } });
    expect(unmet.map(({ rule, condition }) => `${rule}: ${condition}`)).toEqual(
      expect.arrayContaining(["incident: duration", "prod-database: duration", "prod-database: asks.incident"]),
    );
  });
});
