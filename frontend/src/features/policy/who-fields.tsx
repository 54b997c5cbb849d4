import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useMemo } from "react";
import type { ShownPolicy } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/policy.ts";
import { PickOrType } from "./pick-or-type.tsx";
import { isEmail, type Question } from "./question.ts";

interface WhoFieldsProps {
  readonly policy: ShownPolicy;
  readonly question: Question;
  readonly onChange: (changes: Partial<Question>) => void;
}

/** Several groups, picked or typed. */
export function GroupsField({ policy, question: { groups }, onChange }: WhoFieldsProps) {
  const { who } = texts;
  const options = useMemo(() => groupsOf(policy), [policy]);
  const add = (group: string) => {
    if (group !== "" && !groups.includes(group)) onChange({ groups: [...groups, group] });
  };
  return (
    <SpaceBetween size="xs">
      <PickOrType
        label={who.groups}
        description={who.groupsHint}
        placeholder={who.groupPlaceholder}
        enteredTextLabel={who.useGroup}
        options={options.filter((group) => !groups.includes(group)).map((value) => ({ value }))}
        value=""
        onCommit={add}
        many
      />
      <TokenGroup
        items={groups.map((label) => ({ label, dismissLabel: who.removeGroup(label) }))}
        onDismiss={({ detail }) => onChange({ groups: groups.filter((_, at) => at !== detail.itemIndex) })}
      />
    </SpaceBetween>
  );
}

export function EmailField({ question: { email }, onChange }: Omit<WhoFieldsProps, "policy">) {
  const { who } = texts;
  return (
    <FormField
      label={who.email}
      description={who.emailHint}
      constraintText={who.neither}
      errorText={email !== "" && !isEmail(email) ? who.emailInvalid : undefined}
    >
      <Input
        type="email"
        inputMode="email"
        autoComplete={false}
        value={email}
        onChange={({ detail }) => onChange({ email: detail.value.trim() })}
      />
    </FormField>
  );
}

/** Every group that the policy names, in alphabetical order. */
function groupsOf({ rules, administrators = [], auditors = [] }: ShownPolicy): readonly string[] {
  const inRules = rules.flatMap((rule) => [
    ...rule.who.groups,
    ...(rule.deny || rule.approval === "none" ? [] : rule.approval.flatMap(({ groups }) => groups)),
  ]);
  return [...new Set([...inRules, ...administrators, ...auditors])].sort((a, b) => a.localeCompare(b));
}
