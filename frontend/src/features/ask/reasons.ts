import type { ShownAnalysis } from "../../../../core/api.ts";
import type { Unmet } from "../../../../core/ask.ts";
import { ApiError } from "../../ui/api.ts";
import { texts } from "../../ui/texts/ask.ts";
import { zone } from "../../ui/time.tsx";
import { type AskDraft, durationIn } from "./ask-draft.ts";
import { momentOf } from "./start-time.ts";

/** A field of the form, as react-hook-form calls it. */
export type Field = "rule" | "justification" | "duration" | "later" | `asks.${string}`;

/** One reason why an ask can't be. Without a field it is about none that is on the form. */
export interface Reason {
  readonly field?: Field;
  readonly message: string;
  /** `signIn` is mended by signing in again. */
  readonly condition?: string;
}

/** Another rule that may be named, and what speaks against it but its own questions. */
export interface Other {
  readonly rule: string;
  /** The ask as it stands meets it. */
  readonly meets: boolean;
  readonly messages: readonly string[];
}

const fields: Readonly<Record<string, Field>> = {
  rule: "rule",
  justification: "justification",
  duration: "duration",
  startsAt: "later",
};

/** Which field a condition or the path of an input is about. */
function fieldOf(name: string): Field | undefined {
  return name.startsWith("asks.") ? (name as Field) : fields[name];
}

function reason(name: string, message: string): Reason {
  const field = fieldOf(name);
  return { ...(field !== undefined && { field }), message, condition: name };
}

/** What the ask lacks under the rule that was chosen; or what refuses it whatever the rule. */
export function reasonsIn(unmet: readonly Unmet[], rule: string): readonly Reason[] {
  const mine = unmet.filter((entry) => entry.rule === undefined || entry.rule === rule);
  // A deny rule, or one that is not open to the ask, is no other choice.
  const own = mine.length > 0 ? mine : unmet.filter(({ condition }) => condition !== "alternative");
  return own.map(({ condition, message }) => reason(condition, message));
}

/** What cannot even be sent: a duration that is none, a start that is no moment. */
export function unreadable({ duration, later, date, time }: AskDraft): readonly Reason[] {
  const words = texts.form;
  const start = later ? momentOf(date, time).is : undefined;
  return [
    ...(durationIn(duration) === undefined ? [reason("duration", words.notADuration(duration))] : []),
    ...(start === "none" ? [reason("startsAt", words.startMissing)] : []),
    ...(start === "gap" ? [reason("startsAt", words.noSuchTime(time, zone))] : []),
  ];
}

/** How it would be under each other rule. What each asks for is another matter: the form has their answers side by side. */
export function othersIn({ unmet, rule }: Pick<ShownAnalysis, "unmet" | "rule">): readonly Other[] {
  const ids = new Set(unmet.flatMap((entry) => (rule && entry.rule && entry.rule !== rule.id ? [entry.rule] : [])));
  return [...ids].map((id) => {
    const entries = unmet.filter((entry) => entry.rule === id);
    const meets = entries.every(({ condition }) => condition === "alternative");
    const against = meets ? [] : entries.filter(({ condition }) => !condition.startsWith("asks."));
    return { rule: id, meets, messages: against.map(({ message }) => message) };
  });
}

/** The reasons that a refusal of the API carries; undefined when it is about something else. */
export function reasonsOf(
  error: unknown,
  rule: string,
  label: (field: string) => string,
): readonly Reason[] | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === "not_allowed" || error.code === "sign_in_again") {
    const { unmet } = Object(error.details) as { unmet?: readonly Unmet[] };
    return unmet && reasonsIn(unmet, rule);
  }
  if (error.code !== "invalid_input" || !Array.isArray(error.details)) return undefined;
  const entries = error.details as readonly { readonly path: string; readonly message: string }[];
  return entries.map(({ path, message }) => reason(path, `${label(path)} ${message}.`));
}
