import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import type { ShownRule } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/ask.ts";
import type { AskBody, AskDraft } from "./ask-draft.ts";
import { usePreview } from "./preview.ts";
import { type Field, othersIn, type Reason, reasonsIn, reasonsOf, unreadable } from "./reasons.ts";

interface Judged {
  readonly form: UseFormReturn<AskDraft>;
  readonly draft: AskDraft;
  readonly body: AskBody;
  readonly rule: ShownRule;
}

/** What stands against the ask, and how much of it is already worth saying beside the fields. */
export function useJudgement({ form, draft, body, rule }: Judged) {
  const preview = usePreview(body);
  const [tried, setTried] = useState(false);
  const [filled, setFilled] = useState(() => filledIn(draft));
  // Read here, so that react-hook-form renders again with them.
  const { touchedFields, dirtyFields } = form.formState;

  const { data, error } = preview;
  const labelOf = (path: string) => labelIn(rule, path);
  const refused = error ? (reasonsOf(error, rule.id, labelOf) ?? []) : data && reasonsIn(data.unmet, rule.id);
  const unread = unreadable(draft);
  const reasons: readonly Reason[] | undefined = refused && [...unread, ...refused];

  /** Nobody is told off for a field that they have not come to yet. */
  const isFault = ({ field }: Pick<Reason, "field">) =>
    field === undefined || tried || filled.has(field) || (has(touchedFields, field) && has(dirtyFields, field));
  const errorOf = (field: Field) => {
    const mine = reasons?.filter((reason) => reason.field === field && isFault(reason)) ?? [];
    return mine.length === 0 ? undefined : mine.map(({ message }) => message).join(" ");
  };
  return {
    preview,
    /** Undefined while nothing is known yet. */
    reasons,
    /** That the preview could not be had, when it is not about the ask. */
    failure: error && reasonsOf(error, rule.id, labelOf) === undefined ? error : undefined,
    others: data && !error ? othersIn(data) : [],
    isFault,
    errorOf,
    /** The person asks: from now on all is said. */
    judgeAll: () => {
      setTried(true);
      return unread[0]?.field;
    },
    /** They begin anew. */
    forgive: () => {
      setTried(false);
      setFilled(new Set());
    },
    /** The field that a refusal is about first. */
    firstOf: (refusal: unknown) =>
      reasonsOf(refusal, rule.id, labelOf)?.find(({ field }) => field !== undefined)?.field,
  };
}

/** The fields that come filled in, from an earlier request or a kept draft. */
function filledIn({ justification, asks, later }: AskDraft): ReadonlySet<Field> {
  return new Set<Field>([
    "duration",
    ...(justification === "" ? [] : (["justification"] as const)),
    ...(later ? (["later"] as const) : []),
    ...Object.keys(asks).flatMap((name): Field[] => (asks[name] ? [`asks.${name}`] : [])),
  ]);
}

function has(fields: object, path: Field): boolean {
  return path.split(".").reduce<unknown>((within, name) => Object(within)[name], fields) === true;
}

function labelIn(rule: ShownRule, path: string): string {
  const { justification, duration, start } = texts.form;
  const labels: Readonly<Record<string, string>> = { justification, duration, startsAt: start };
  return rule.asks[path.replace(/^asks\./, "")]?.label ?? labels[path] ?? path;
}
