import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import type { ReactNode } from "react";
import { type Control, useController } from "react-hook-form";
import type { AskField as Asked } from "../../../../core/policy.ts";
import { texts } from "../../ui/texts/ask.ts";
import type { AskDraft } from "./ask-draft.ts";
import { patternWords } from "./pattern.ts";
import type { Field } from "./reasons.ts";

const words = texts.form;

/** What every field of the form is given. */
export interface FieldProps {
  readonly control: Control<AskDraft>;
  /** Why what stands in a field won't do; undefined also while it is too early to say so. */
  readonly errorOf: (field: Field) => ReactNode;
}

export function JustificationField({ control, errorOf, onSubmit }: FieldProps & { readonly onSubmit: () => void }) {
  const { field } = useController({ control, name: "justification" });
  return (
    <FormField
      label={words.justification}
      description={words.justificationHint}
      errorText={errorOf("justification")}
      stretch
    >
      <Textarea
        ref={field.ref}
        autoFocus
        rows={3}
        value={field.value}
        onBlur={field.onBlur}
        onChange={({ detail }) => field.onChange(detail.value)}
        onKeyDown={({ detail }) => {
          if (detail.key === "Enter" && (detail.ctrlKey || detail.metaKey)) onSubmit();
        }}
      />
    </FormField>
  );
}

/** One of what the rule asks for. */
export function AskedField({
  control,
  errorOf,
  name,
  asked,
}: FieldProps & { readonly name: string; readonly asked: Asked }) {
  const { field } = useController({ control, name: `asks.${name}`, defaultValue: "" });
  const { label, pattern, required, tag } = asked;
  const fullLabel = required ? (
    label
  ) : (
    <>
      {label} <i>– {words.optional}</i>
    </>
  );
  return (
    <FormField
      label={fullLabel}
      description={tag ? words.sessionTag : undefined}
      constraintText={pattern === undefined ? undefined : patternText(pattern)}
      errorText={errorOf(`asks.${name}`)}
      stretch
    >
      <Input
        ref={field.ref}
        ariaRequired={required}
        autoComplete={false}
        value={field.value}
        onBlur={field.onBlur}
        onChange={({ detail }) => field.onChange(detail.value)}
      />
    </FormField>
  );
}

function patternText(pattern: string): string {
  const simple = patternWords(pattern);
  return words.looksLike(pattern) + (simple ? words.inWords(simple.words, simple.example) : "");
}
