import { useEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import type { ShownRule } from "../../../../core/api.ts";
import type { SentAsk } from "../../../../core/input.ts";
import { texts } from "../../ui/texts/ask.ts";
import type { AskDraft } from "./ask-draft.ts";
import { useStill } from "./hold-while-pressed.ts";
import { usePreview } from "./preview.ts";
import { type Field, othersIn, type Reason, reasonsIn, reasonsOf, unreadable } from "./reasons.ts";

interface Judged {
  readonly form: UseFormReturn<AskDraft>;
  readonly draft: AskDraft;
  readonly body: SentAsk;
  readonly rule: ShownRule;
}

/** What stands against the ask, and how much of it is already worth saying beside the fields. */
export function useJudgement({ form, draft, body, rule }: Judged) {
  const preview = usePreview(body);
  const labelOf = (path: string) => labelIn(rule, path);
  const unread = unreadable(draft);
  const refused = preview.error
    ? (reasonsOf(preview.error, rule.id, labelOf) ?? [])
    : preview.data && reasonsIn(preview.data.unmet, rule.id);

  const fields: readonly Field[] = [...always, ...Object.keys(rule.asks).map((name): Field => `asks.${name}`)];
  const { ripe, judgeAll, forgive } = useRipe(form, draft, fields, preview.current);
  const reasons = refused && [...unread, ...refused];
  const isFault = ({ field }: Reason) => field === undefined || ripe.has(field);
  const said = useStill({ reasons, faults: reasons?.filter(isFault) ?? [] });

  return {
    preview,
    /** Undefined while nothing is known yet. */
    reasons: said.reasons,
    /** That the preview could not be had, when it is not about the ask. */
    failure: preview.error && reasonsOf(preview.error, rule.id, labelOf) === undefined ? preview.error : undefined,
    others: preview.data && !preview.error ? othersIn(preview.data) : [],
    faulty: said.faults.length > 0,
    errorOf(field: Field): string | undefined {
      const messages = said.faults.filter((reason) => reason.field === field).map(({ message }) => message);
      return messages.length === 0 ? undefined : messages.join(" ");
    },
    forgive,
    /** The person asks: from now on all is said. Answers the first field that cannot even be sent. */
    judge(): Field | undefined {
      judgeAll();
      return unread[0]?.field;
    },
    /** The field that a refusal is about first. */
    firstOf: (refusal: unknown): Field | undefined =>
      reasonsOf(refusal, rule.id, labelOf)?.find(({ field }) => field !== undefined)?.field,
  };
}

const always = ["rule", "justification", "duration", "later"] as const satisfies readonly Field[];

/**
 * The fields whose reasons are ripe to be said: those that came filled in and are as they came, those that were changed and
 * left, all once the person asked; and not before the policy has seen what stands there. Nobody is told off for what they
 * have not come to yet.
 */
function useRipe(form: UseFormReturn<AskDraft>, draft: AskDraft, fields: readonly Field[], current: boolean) {
  const [filled, setFilled] = useState(() => filledIn(draft));
  const [met, setMet] = useState<ReadonlySet<Field>>(new Set());
  const [tried, setTried] = useState(false);
  const { touchedFields, dirtyFields } = form.formState;

  const isChanged = (field: Field) => has(dirtyFields, field);
  const come = fields.filter((field) => tried || (has(touchedFields, field) && isChanged(field)));
  const late = current ? come.filter((field) => !met.has(field)) : [];
  useEffect(() => {
    if (late.length > 0) setMet(new Set([...met, ...late]));
  });
  return {
    ripe: new Set([...met, ...filled.filter((field) => !isChanged(field))]),
    judgeAll: () => setTried(true),
    /** They begin anew. */
    forgive() {
      setTried(false);
      setMet(new Set());
      setFilled([]);
    },
  };
}

/** The fields that come filled in, from an earlier request or a kept draft. */
function filledIn({ justification, asks, later }: AskDraft): readonly Field[] {
  return [
    "duration",
    ...(justification === "" ? [] : (["justification"] as const)),
    ...(later ? (["later"] as const) : []),
    ...Object.keys(asks).flatMap((name): Field[] => (asks[name] ? [`asks.${name}`] : [])),
  ];
}

/** Whether a field is marked; the start is made of three. */
function has(marks: object, field: Field): boolean {
  const paths = field === "later" ? ["later", "date", "time"] : [field];
  return paths.some((path) => path.split(".").reduce<unknown>((within, name) => Object(within)[name], marks) === true);
}

function labelIn(rule: ShownRule, path: string): string {
  const { justification, duration, start } = texts.form;
  const labels: Readonly<Record<string, string>> = { justification, duration, startsAt: start };
  return rule.asks[path.replace(/^asks\./, "")]?.label ?? labels[path] ?? path;
}
