import { en } from "zod/locales";
import * as z from "zod/mini";
import type { Analysis } from "./ask.ts";
import { sessionsEnd } from "./cut-off.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { type Move, may } from "./moves.ts";
import type { Offer } from "./offers.ts";
import type { AllowRule, Stage } from "./policy.ts";
import { type AccessRequest, type Caller, type Decision, type Phase, phaseOf, type Recorded } from "./request.ts";

// On its own "zod/mini" says "Invalid input" and no more.
const { localeError } = en();
z.config({
  localeError(issue) {
    const said = localeError(issue);
    return typeof said === "string" ? said.replace(/^Invalid input: /, "") : said;
  },
});

/** Bodies over this many bytes are refused unread. */
export const largestBody = 16 * 1024;

/**
 * What may not stand in typed text: control characters but for line ends and tabs, marks that turn text around, and
 * whatever else takes no space, but for the joiners and selectors that scripts and emoji are written with.
 */
const invisible = /[^\P{Cc}\n\r\t]|(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

/** Text that a person typed: hostile until escaped, but at least what it looks like. */
const typed = (most: number) =>
  z.string().check(
    z.maxLength(most, `has more than ${most} characters`),
    z.refine((text) => text.isWellFormed() && !invisible.test(text), "contains characters that cannot be seen"),
  );

const duration = z.pipe(
  z.string().check(z.refine((text) => parseDuration(text) !== undefined, "is not a duration like 2h, 90m or 1h30m")),
  z.transform((text) => parseDuration(text) ?? 0),
);

const instant = z.iso.datetime("is not a time in UTC like 2026-11-22T09:00:00Z");
/** Milliseconds always, so that equal moments are equal text. */
const moment = z.pipe(
  instant,
  z.transform((text) => new Date(text).toISOString()),
);

const accountId = z.string().check(z.regex(/^[0-9]{12}$/, "is not an account id of twelve digits"));
const name = z.string().check(z.regex(/^[\w-]{1,64}$/, "is not a name of letters, digits, _ and -"));

/** Anything without the key `__proto__`, over which a record passes without a word. */
const members = z
  .unknown()
  .check(z.refine((value) => !Object.hasOwn(Object(value), "__proto__"), "has the key __proto__, which nothing takes"));

/** Body of `POST /requests` and of its preview. */
export const askBody = z.strictObject({
  account: accountId,
  role: name,
  duration,
  justification: typed(2000),
  asks: z._default(z.pipe(members, z.record(name, typed(256))), {}),
  startsAt: z.optional(moment),
  rule: z.optional(name),
});

/** Body of every move that people make: a comment, and nothing that could change what was asked for. */
export const commentBody = z.strictObject({ comment: z._default(typed(1000), "") });

/** Body of the moves that take nothing. */
export const emptyBody = z.strictObject({});

const cursor = z.optional(z.string().check(z.maxLength(2048)));

export const catalogQuery = z.strictObject({ query: z._default(typed(256), ""), cursor });

const phases = [
  "pending",
  "scheduled",
  "active",
  "rejected",
  "withdrawn",
  "ended",
  "revoked",
  "lapsed",
  "expired",
] as const satisfies readonly Phase[];

/** Query of `GET /requests`. `requester` is an id or an e-mail address; `from` and `to` are days in UTC, both included. */
export const listQuery = z
  .strictObject({
    view: z._default(z.enum(["mine", "to-approve", "all"]), "mine"),
    phase: z.optional(z.enum(phases)),
    account: z.optional(accountId),
    role: z.optional(name),
    rule: z.optional(name),
    requester: z.optional(typed(256).check(z.minLength(1, "is empty"))),
    from: z.optional(z.iso.date("is not a day like 2026-11-22")),
    to: z.optional(z.iso.date("is not a day like 2026-11-22")),
    cursor,
  })
  .check(z.refine(({ from, to }) => from === undefined || to === undefined || from <= to, "from is after to"));

export type AskBody = z.infer<typeof askBody>;
export type ListQuery = z.infer<typeof listQuery>;

/** A request as a caller sees it in a list. */
export interface ShownRequest {
  readonly id: string;
  readonly version: number;
  readonly status: AccessRequest["status"];
  readonly phase: Phase;
  readonly requester: { readonly id: string; readonly name: string; readonly email: string };
  readonly account: AccessRequest["account"];
  readonly role: { readonly name: string };
  readonly rule: { readonly id: string; readonly description?: string; readonly asks: AccessRequest["rule"]["asks"] };
  readonly justification: string;
  readonly asks: AccessRequest["asks"];
  readonly duration: string;
  readonly askedAt: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly decideBy?: string;
  readonly stages: readonly (ShownStage & { readonly decisions: readonly ShownDecision[] })[];
  /** How it stands with sessions that outlived it. */
  readonly cutOff?: ShownCutOff;
  /** What this caller can do with it now. */
  readonly may: readonly Move[];
}

/** `off`: the account has cutting off switched off. By `sessionsEnd` the last session has ended by itself. */
interface ShownCutOff {
  readonly state: "pending" | "done" | "failed" | "off";
  readonly effectiveBy?: string;
  readonly sessionsEnd: string;
}

interface ShownStage {
  readonly name: string;
  readonly required: number;
  readonly approvers: { readonly groups: readonly string[]; readonly people: readonly string[] };
}

type ShownDecision = Omit<Decision, "by"> & { readonly by: { readonly id: string; readonly name: string } };

/** A request as the caller may see it, without its history. */
export function shown(request: AccessRequest, caller: Caller, now: Date): ShownRequest {
  const { id, version, status, requester, account, role, rule, justification, asks, stages } = request;
  const { startsAt, endsAt, decideBy, askedAt } = request;
  return {
    id,
    version,
    status,
    phase: phaseOf(request, now),
    requester: { id: requester.id, name: requester.name, email: requester.email },
    account,
    role: { name: role.name },
    rule: { id: rule.id, ...(rule.description !== undefined && { description: rule.description }), asks: rule.asks },
    justification,
    asks,
    duration: formatDuration(request.duration),
    askedAt,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    ...(decideBy !== undefined && { decideBy }),
    stages: stages.map((stage) => ({
      ...shownStage(stage),
      decisions: stage.decisions.map(({ by, ...decision }) => ({ ...decision, by: { id: by.id, name: by.name } })),
    })),
    ...shownCutOff(request),
    may: may(request, caller, now),
  };
}

function shownCutOff(request: AccessRequest): { cutOff?: ShownCutOff } {
  const last = sessionsEnd(request);
  if (last === undefined || (request.status !== "revoked" && request.status !== "ended")) return {};
  return { cutOff: { ...(request.cutOff ?? { state: "pending" }), sessionsEnd: last.toISOString() } };
}

/** A request with its history, and to its approvers the requester's earlier ones. */
export function shownWhole(request: Recorded, caller: Caller, now: Date, earlier?: readonly AccessRequest[]) {
  return {
    ...shown(request, caller, now),
    history: request.history,
    ...(earlier && { earlier: earlier.map((other) => shownEarlier(other, now)) }),
  };
}

/** As much of another request as helps to judge this one; the approver need not be one of that. */
function shownEarlier(request: AccessRequest, now: Date) {
  const { account, role, duration, askedAt } = request;
  const phase = phaseOf(request, now);
  return { phase, account, role: { name: role.name }, duration: formatDuration(duration), askedAt };
}

function shownStage({ name, required, groups, people }: Stage): ShownStage {
  return { name, required, approvers: { groups, people } };
}

/** What the policy says to an ask. */
export function shownAnalysis(analysis: Analysis) {
  return {
    allowed: analysis.allowed,
    ...(analysis.rule && { rule: shownRule(analysis.rule) }),
    ...(analysis.stages && { stages: analysis.stages.map(shownStage) }),
    ...(analysis.allowed && analysis.decideBy !== undefined && { decideBy: analysis.decideBy }),
    unmet: analysis.unmet,
  };
}

/** What a person has to know to ask under a rule. */
export function shownRule(rule: AllowRule) {
  return {
    id: rule.id,
    ...(rule.description !== undefined && { description: rule.description }),
    maxDuration: formatDuration(rule.maxDuration),
    asks: rule.asks,
    approval: rule.approval === "none" ? ("none" as const) : rule.approval.map(shownStage),
    ...(rule.approvalWithin !== undefined && { approvalWithin: formatDuration(rule.approvalWithin) }),
    ...(rule.signInWithin !== undefined && { signInWithin: formatDuration(rule.signInWithin) }),
  };
}

/** One entry of the catalog. */
export function shownOffer({ account, role, rule, alternatives }: Offer) {
  const { name, description, purpose } = role;
  return {
    account,
    role: { name, description, purpose },
    rule: shownRule(rule),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(shownRule) }),
  };
}
