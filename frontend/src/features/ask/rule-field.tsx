import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useController } from "react-hook-form";
import type { ShownRule } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/ask.ts";
import type { FieldProps } from "./ask-fields.tsx";
import { approvalText } from "./offer-list.tsx";

const words = texts.form;

interface RuleFieldProps extends FieldProps {
  readonly rules: readonly ShownRule[];
  readonly chosen: ShownRule;
  readonly onChoose: (rule: string) => void;
}

/** Which rule to ask under, where there is a choice. */
export function RuleField({ control, errorOf, rules, chosen, onChoose }: RuleFieldProps) {
  const { field } = useController({ control, name: "rule" });
  return (
    <FormField label={words.rule} errorText={errorOf("rule")} stretch>
      <RadioGroup
        ref={field.ref}
        value={chosen.id}
        onChange={({ detail }) => onChoose(detail.value)}
        items={rules.map((rule) => ({ value: rule.id, label: nameOf(rule), description: lineOf(rule) }))}
      />
    </FormField>
  );
}

/** What a rule is called by people. */
export function nameOf({ id, description }: ShownRule): string {
  return description ?? id;
}

function lineOf(rule: ShownRule): string {
  const labels = Object.values(rule.asks).map(({ label }) => label);
  const line = words.ruleLine(rule.maxDuration, approvalText(rule));
  return labels.length === 0 ? line : `${line} ${words.ruleAsks(labels)}`;
}
