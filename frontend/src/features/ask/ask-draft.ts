import type { ShownOffer, ShownRequest, ShownRule } from "../../../../core/api.ts";
import { formatDuration, parseDuration } from "../../../../core/duration.ts";
import type { SentAsk } from "../../../../core/input.ts";
import { momentOf } from "./start-time.ts";

/** What a person has filled in, as they typed it. */
export interface AskDraft {
  /** Of this draft alone: what is asked twice from it is asked once. */
  readonly id: string;
  /** Id of the rule that was chosen last. */
  readonly rule: string;
  readonly justification: string;
  /** Of every rule that was looked at; the ask takes those of its own. */
  readonly asks: Readonly<Record<string, string>>;
  readonly duration: string;
  readonly later: boolean;
  /** `2026-11-22` and `09:00`, in the person's time zone. */
  readonly date: string;
  readonly time: string;
}

/** The rule that decides, then those that may be named instead of it. */
export function rulesOf({ rule, alternatives = [] }: ShownOffer): readonly [ShownRule, ...ShownRule[]] {
  return [rule, ...alternatives];
}

/** The rule of that id, or the one that decides when it is not open to this ask. */
export function chosenRule(offer: ShownOffer, id: string | undefined): ShownRule {
  return rulesOf(offer).find((rule) => rule.id === id) ?? offer.rule;
}

/** An empty form: for an hour, now. */
export function emptyDraft(offer: ShownOffer, rule = offer.rule): AskDraft {
  const names = rulesOf(offer).flatMap((each) => Object.keys(each.asks));
  return {
    id: crypto.randomUUID(),
    rule: rule.id,
    justification: "",
    asks: Object.fromEntries(names.map((name) => [name, ""])),
    duration: usualDuration(rule),
    later: false,
    date: "",
    time: "",
  };
}

/** An hour, or the most that the rule lends for. */
function usualDuration({ maxDuration }: ShownRule): string {
  return formatDuration(Math.min(3600, parseDuration(maxDuration) ?? 3600));
}

/** The same again: everything but the start. What its rule of then asked for and today's does not is left out. */
export function draftFrom(request: ShownRequest, offer: ShownOffer): AskDraft {
  const { justification, asks, duration } = request;
  const draft = emptyDraft(offer, chosenRule(offer, request.rule.id));
  const kept = Object.entries(asks).filter(([name]) => Object.hasOwn(draft.asks, name));
  return { ...draft, justification, asks: { ...draft.asks, ...Object.fromEntries(kept) }, duration };
}

/** A kept draft is what an earlier version of the dashboard wrote, or this one. */
export function isDraft(value: unknown): value is AskDraft {
  const { id, rule, justification, asks, duration, later, date, time } = Object(value) as Record<string, unknown>;
  const all = [id, rule, justification, duration, date, time, ...Object.values(Object(asks))];
  return all.every((text) => typeof text === "string") && typeof later === "boolean" && Object(asks) === asks;
}

/** A typed duration as the API takes it, whatever its blanks and capitals; undefined when it is none. */
export function durationIn(typed: string): string | undefined {
  const text = typed.toLowerCase().replace(/\s/g, "");
  return parseDuration(text) === undefined ? undefined : text;
}

/** What to ask for; without the start while that is none, and for the usual duration while that cannot be read. */
export function askBody(draft: AskDraft, offer: ShownOffer, rule: ShownRule): SentAsk {
  const start = draft.later ? momentOf(draft.date, draft.time) : undefined;
  const asks = Object.keys(rule.asks).flatMap((name) => {
    const value = (draft.asks[name] ?? "").trim();
    return value === "" ? [] : [[name, value] as const];
  });
  return {
    account: offer.account.id,
    role: offer.role.name,
    duration: durationIn(draft.duration) ?? usualDuration(rule),
    justification: draft.justification,
    asks: Object.fromEntries(asks),
    ...(start?.is === "time" && { startsAt: start.at }),
    ...(rule.id !== offer.rule.id && { rule: rule.id }),
  };
}

/** The Idempotency-Key of an ask: the same draft asking for the same again is the same ask, a changed one is another. */
export async function askKey({ id }: AskDraft, body: SentAsk): Promise<string> {
  const bytes = new TextEncoder().encode(`${id} ${JSON.stringify(body)}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
