import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import FormField, { type FormFieldProps } from "@cloudscape-design/components/form-field";
import { useEffect, useRef, useState } from "react";
import { texts } from "../../ui/texts/policy.ts";

interface PickOrTypeProps
  extends Pick<FormFieldProps, "label" | "description" | "constraintText" | "errorText">,
    Pick<
      AutosuggestProps,
      "options" | "statusType" | "finishedText" | "placeholder" | "enteredTextLabel" | "hideEnteredTextOption"
    > {
  readonly value: string;
  /** Told once something is picked, or typed and then left or confirmed. */
  readonly onCommit: (value: string) => void;
  /** Where the options are looked up: told what to look for. Without, they are filtered here. */
  readonly onSearch?: (text: string) => void;
  /** Whether what is committed leaves the field to the next. */
  readonly many?: boolean;
}

/** A field that suggests, and takes whatever else is typed. */
export function PickOrType({ value, onCommit, onSearch, many = false, ...props }: PickOrTypeProps) {
  const { label, description, constraintText, errorText, ...suggesting } = props;
  const [text, setText] = useState(value);
  // A press of Enter picks the option first and is reported after, still by the handlers of before.
  const latest = useRef(value);
  const show = (next: string) => {
    latest.current = next;
    setText(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what comes from outside replaces what is typed
  useEffect(() => show(value), [value]);
  const commit = (next: string) => {
    const whole = next.trim();
    show(many ? "" : whole);
    if (whole !== value) onCommit(whole);
  };
  return (
    <FormField label={label} description={description} constraintText={constraintText} errorText={errorText}>
      <Autosuggest
        {...suggesting}
        value={text}
        onChange={({ detail }) => (detail.value === "" ? commit("") : show(detail.value))}
        onSelect={({ detail }) => commit(detail.value)}
        onBlur={() => commit(latest.current)}
        onKeyDown={({ detail }) => detail.key === "Enter" && commit(latest.current)}
        {...(onSearch && {
          filteringType: "manual" as const,
          onLoadItems: ({ detail }) => onSearch(detail.filteringText),
        })}
        expandToViewport
        clearAriaLabel={texts.who.clear}
        empty={texts.who.noneFound}
      />
    </FormField>
  );
}
