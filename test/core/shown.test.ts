import { describe, expect, test } from "vitest";
import { analyse } from "../../core/ask.ts";
import { cutOff, cutOffFailed, end, issue, settle } from "../../core/moves.ts";
import { shown, shownAccount, shownAnalysis, shownOffer, shownRole, shownRule, shownWhole } from "../../core/shown.ts";
import {
  alice,
  anAccount,
  anApproved,
  anAsk,
  aRequest,
  aRole,
  aRule,
  bob,
  hour,
  later,
  minute,
  noon,
  requestId,
  sam,
  someRules,
} from "./builders.ts";

const database = { name: "Database lead", required: 1, approvers: { groups: ["db-leads"], people: [] } };
const security = { name: "Security", required: 1, approvers: { groups: ["security"], people: [] } };

describe("a request as it is shown", () => {
  test("says what was asked, by whom, how it stands and what the caller can do", () => {
    const description = "Repair production databases";
    const rule = { ...aRequest().rule, description, asks: { ticket: { label: "Ticket", tag: true } } };
    expect(shown(aRequest({ rule, asks: { ticket: "INC-42" } }), bob, noon)).toEqual({
      id: requestId,
      version: 1,
      status: "pending",
      phase: "pending",
      requester: { id: "sub-alice", name: "Alice", email: "alice@example.com" },
      account: { id: "111122223333", name: "orders-production" },
      role: { name: "DatabaseAdmin" },
      rule: { id: "prod-database", description, asks: { ticket: { label: "Ticket", tag: true } } },
      justification: "The orders are stuck",
      asks: { ticket: "INC-42" },
      duration: "2h",
      askedAt: noon.toISOString(),
      decideBy: later(8 * hour).toISOString(),
      stages: [
        { ...database, decisions: [] },
        { ...security, decisions: [] },
      ],
      sessions: 0,
      may: ["approve", "reject"],
    });
  });

  test("says who brought it to its last status, when and why, by name alone", () => {
    const ended = end(anApproved(), alice, "done", later(hour));
    const by = { id: "sub-alice", name: "Alice" };
    expect(shown(ended, bob, noon).outcome).toEqual({ by, at: later(hour).toISOString(), comment: "done" });
    const { outcome } = shown(settle(anApproved(), later(3 * hour)), alice, noon);
    expect(outcome).toEqual({ by: { id: "stint", name: "Stint" }, at: later(3 * hour).toISOString() });
    expect(shown(anApproved(), alice, noon).outcome).toEqual({
      by: { id: "sub-carol", name: "Carol" },
      at: noon.toISOString(),
    });
  });

  test("counts the sessions that were begun", () => {
    const once = issue(anApproved(), alice, "console", noon);
    expect(shown(once, alice, noon).sessions).toBe(1);
    expect(shown(issue(once, alice, "credentials", noon), bob, noon).sessions).toBe(2);
  });

  test("says who decided, what and when, and neither their e-mail nor their subject", () => {
    const { stages, startsAt, endsAt, phase, may } = shown(anApproved(), alice, noon);
    expect(stages[0]?.decisions).toEqual([
      { by: { id: "sub-bob", name: "Bob" }, verdict: "approved", comment: "", at: noon.toISOString() },
    ]);
    expect({ startsAt, endsAt }).toEqual({ startsAt: noon.toISOString(), endsAt: later(2 * hour).toISOString() });
    expect({ phase, may }).toEqual({ phase: "active", may: ["end", "use"] });
  });

  test("is in its phase of now, though nothing has recorded it", () => {
    expect(shown(anApproved(), alice, later(2 * hour))).toMatchObject({
      status: "approved",
      phase: "expired",
      may: [],
    });
  });

  test("tells each caller what they themselves can do", () => {
    expect(shown(anApproved(), bob, noon).may).toEqual(["revoke"]);
    expect(shown(anApproved(), sam, noon).may).toEqual([]);
  });

  test("says how it stands with sessions that outlived it", () => {
    const over = end(issue(anApproved(), alice, "console", noon), alice, "", noon);
    const cutOffOf = (request: typeof over) => shown(request, alice, noon).cutOff;
    const sessionsEnd = later(hour + minute).toISOString();
    expect(cutOffOf(over)).toEqual({ state: "pending", sessionsEnd });
    expect(cutOffOf(cutOffFailed(over, noon))).toEqual({ state: "failed", sessionsEnd });
    expect(cutOffOf(cutOff(over, undefined, noon))).toEqual({ state: "off", sessionsEnd });
    const effectiveBy = later(5 * minute).toISOString();
    expect(cutOffOf(cutOff(over, effectiveBy, noon))).toEqual({ state: "done", effectiveBy, sessionsEnd });
    expect(shown(end(anApproved(), alice, "", noon), alice, noon)).not.toHaveProperty("cutOff");
    expect(shown(issue(anApproved(), alice, "console", noon), alice, noon)).not.toHaveProperty("cutOff");
  });

  test("has no history in a list, and all of it when it is shown whole", () => {
    const request = anApproved();
    expect(shown(request, alice, noon)).not.toHaveProperty("history");
    const whole = shownWhole(request, alice, noon);
    expect(whole).toEqual({ ...shown(request, alice, noon), history: request.history });
  });

  test("says whole what its role can do, by the catalog of today", () => {
    const roles = [aRole({ name: "ReadOnly" }), aRole({ purpose: "Of today" })];
    expect(shownWhole(anApproved(), bob, noon, { catalog: { roles, accounts: [] } }).role).toEqual(
      shownRole(roles[1]!),
    );
    expect(shownWhole(anApproved(), bob, noon, { catalog: { roles: roles.slice(0, 1), accounts: [] } }).role).toEqual({
      name: "DatabaseAdmin",
    });
    expect(shownWhole(anApproved(), bob, noon).role).toEqual({ name: "DatabaseAdmin" });
  });

  test("says whole where its account stands today, under the name that was asked for", () => {
    const { account } = anApproved();
    const today = anAccount({ id: account.id, name: "renamed", ou: "Workloads/Moved", tags: { team: "shop" } });
    const catalog = { roles: [], accounts: [anAccount({ id: "999900001111" }), today] };
    expect(shownWhole(anApproved(), bob, noon, { catalog }).account).toEqual({
      ...account,
      ou: "Workloads/Moved",
      tags: { team: "shop" },
    });
    expect(shownWhole(anApproved(), bob, noon, { catalog: { roles: [], accounts: [] } }).account).toEqual(account);
  });

  test("shows of earlier ones how they went, and no more", () => {
    const earlier = [end(anApproved({ justification: "None of your business" }), alice, "", noon)];
    expect(shownWhole(aRequest(), bob, noon, { earlier })).toHaveProperty("earlier", [
      {
        phase: "ended",
        account: { id: "111122223333", name: "orders-production" },
        role: { name: "DatabaseAdmin" },
        duration: "2h",
        askedAt: noon.toISOString(),
      },
    ]);
    expect(shownWhole(aRequest(), bob, noon, { earlier: [] })).toHaveProperty("earlier", []);
  });
});

describe("a rule as it is shown", () => {
  test("says what one has to know to ask, and not whom else it is about", () => {
    const asks = { ticket: { label: "Ticket", pattern: "INC-[0-9]+", required: true, tag: true } };
    const rule = aRule({ description: "Repair", asks, signInWithin: 15 * minute, remindEvery: hour });
    expect(shownRule(rule)).toEqual({
      id: "prod-database",
      description: "Repair",
      maxDuration: "4h",
      asks,
      approval: [database, security],
      approvalWithin: "8h",
      signInWithin: "15m",
    });
  });

  test("writes out that nobody has to approve", () => {
    const { approvalWithin: _, ...rule } = aRule({ approval: "none" });
    expect(shownRule(rule)).toEqual({ id: "prod-database", maxDuration: "4h", asks: {}, approval: "none" });
  });
});

describe("an analysis as it is shown", () => {
  const analysed = (rules: Parameters<typeof someRules>[0], duration: number, person = alice) =>
    shownAnalysis(analyse(someRules(rules), person, anAsk({ duration }), noon));

  test("says under which rule an ask runs, who approves it, and until when", () => {
    expect(analysed([aRule()], hour)).toEqual({
      allowed: true,
      rule: shownRule(aRule()),
      stages: [database, security],
      decideBy: later(8 * hour).toISOString(),
      unmet: [],
    });
  });

  test("has stages and no deadline where nobody decides", () => {
    const analysis = analysed([aRule({ approval: "none" })], hour);
    expect(analysis).toMatchObject({ allowed: true, stages: [] });
    expect(analysis).not.toHaveProperty("decideBy");
  });

  test("says what is unmet, with the rule that demands it", () => {
    expect(analysed([aRule()], 5 * hour)).toEqual({
      allowed: false,
      rule: shownRule(aRule()),
      stages: [database, security],
      unmet: [{ rule: "prod-database", condition: "duration", message: expect.stringContaining("too long") }],
    });
  });

  test("names no rule where none matches", () => {
    expect(analysed([aRule()], hour, sam)).toEqual({
      allowed: false,
      unmet: [{ condition: "rule", message: expect.stringContaining("No rule lets you ask") }],
    });
  });
});

describe("an offer as it is shown", () => {
  const offer = {
    account: anAccount(),
    role: aRole({ managedPolicies: ["arn:aws:iam::aws:policy/A"] }),
    rule: aRule(),
  };

  test("is an account, a role with what it can do, and the rule", () => {
    expect(shownOffer({ ...offer, alternatives: [] })).toEqual({
      account: anAccount(),
      role: {
        name: "DatabaseAdmin",
        description: "Everything in RDS and DynamoDB",
        purpose: "Repair a database",
        policies: ["arn:aws:iam::aws:policy/A"],
        chaining: [],
        kubernetes: false,
        lasting: "possible",
      },
      rule: shownRule(aRule()),
    });
  });

  test("has the alternatives where there are any", () => {
    const other = aRule({ id: "incident" });
    expect(shownOffer({ ...offer, alternatives: [other] })).toHaveProperty("alternatives", [shownRule(other)]);
  });
});

test("an account in the list of all is shown without how it is cut off", () => {
  expect(shownAccount(anAccount({ cutOff: false }))).toEqual(anAccount());
});
