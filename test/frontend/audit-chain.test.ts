import { describe, expect, test } from "vitest";
import type { ShownWhole } from "../../core/api.ts";
import { approve, ask, revoke } from "../../core/moves.ts";
import { shown, shownWhole } from "../../core/shown.ts";
import { verdictOf } from "../../frontend/src/features/audit/chain.ts";
import { anAsked, bob, dan, later, noon } from "../core/builders.ts";
import { chained } from "../system/tampering.ts";

const asked = anAsked({ stages: anAsked().stages.slice(0, 1) });
const pending = ask("r1", asked, noon);
const approved = approve(pending, bob, "go", later(60));
const revoked = revoke(approved, bob, "stop", later(120));
const listed = shown(revoked, dan, later(180));
const whole = shownWhole(revoked, dan, later(200));

describe("the verdict about a history", () => {
  test("is that it is whole, though time has passed since it was listed", () => {
    expect(verdictOf(listed, whole)).toEqual({ state: "verified" });
    expect(verdictOf(shown(approved, dan, later(70)), shownWhole(approved, dan, later(90_000)))).toEqual({
      state: "verified",
    });
  });

  test("is that it is whole when more has happened since it was listed", () => {
    expect(verdictOf(shown(pending, dan, noon), whole)).toEqual({ state: "verified" });
  });

  test("is not disturbed by what a whole request tells of today's catalog", () => {
    const account = { ...whole.account, ou: "Elsewhere", tags: { team: "new" } };
    const role = { ...whole.role, description: "Another one" };
    expect(verdictOf(listed, { ...whole, account, role })).toEqual({ state: "verified" });
  });

  test.each([0, 1, 2])("names the event that was changed: number %i from 0", (changed) => {
    const history = whole.history.map((event, i) => (i === changed ? { ...event, at: later(7).toISOString() } : event));
    expect(verdictOf(listed, { ...whole, history })).toEqual({ state: "broken", event: changed + 1 });
  });

  test("names the place of an event that is missing", () => {
    const history = whole.history.toSpliced(1, 1);
    expect(verdictOf(listed, { ...whole, history })).toEqual({ state: "broken", event: 2 });
  });

  test("names the first event that is missing at the end, though the rest fits and says so", () => {
    const cut = shownWhole(approved, dan, later(200));
    expect(verdictOf(listed, cut)).toEqual({ state: "broken", event: 3 });
    expect(verdictOf(listed, { ...whole, history: whole.history.slice(0, 2) })).toEqual({ state: "broken", event: 3 });
  });

  test("is broken from the first event where it is another request's", () => {
    const other = revoke(approve(ask("r2", asked, noon), bob, "go", later(60)), bob, "stop", later(120));
    const history = other.history;
    expect(verdictOf(listed, { ...whole, history })).toEqual({ state: "broken", event: 1 });
  });

  test("is broken without any event", () => {
    expect(verdictOf(listed, { ...whole, history: [] })).toEqual({ state: "broken", event: 1 });
  });

  test.each<[string, Partial<ShownWhole>]>([
    ["who asked", { requester: { ...listed.requester, name: "Somebody else" } }],
    ["why", { justification: "Another reason" }],
    ["how it ended", { outcome: { by: { id: "x", name: "X" }, at: later(120).toISOString() } }],
    ["how often it was used", { sessions: 3 }],
  ])("is that the list differs, when it tells otherwise %s", (_, about) => {
    expect(verdictOf({ ...listed, ...about } as typeof listed, whole)).toEqual({ state: "different" });
  });

  test("is that the list differs, when the whole chain was rewritten after it", () => {
    const [first, ...rest] = whole.history;
    if (first?.type !== "asked") throw new Error("expected the ask");
    const history = chained([{ ...first, ask: { ...first.ask, justification: "A better one" } }, ...rest]);
    const forged = { ...whole, history, justification: "A better one" };
    expect(verdictOf(listed, forged)).toEqual({ state: "different" });
  });
});
