import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import { useMemo } from "react";
import { texts } from "../../ui/texts/audit.ts";
import type { Names } from "./known.ts";
import { useSuggestedAccounts, useSuggestedPolicy } from "./use-known.ts";

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

const words = texts.filter;

/** Suggests those whose requests have been read; anybody else is typed. */
export function PersonField({ people, ...field }: FieldProps & { readonly people: Names }) {
  const options = useMemo(() => {
    const named = [...people].map(([email, names]) => ({ value: email, label: email, description: names.join(", ") }));
    return named.sort((a, b) => a.description.localeCompare(b.description));
  }, [people]);
  return <Field {...field} part="requester" options={options} />;
}

/** Finds accounts by any part of name, id, OU or tag. */
export function AccountField(field: FieldProps) {
  const options = useSuggestedAccounts(field.value).map(({ id, name, ou }) => ({
    value: id,
    label: name,
    labelTag: id,
    description: ou,
  }));
  const named = options.find(({ value }) => value === field.value)?.label;
  return (
    <Field
      {...field}
      part="account"
      options={options}
      filteringType="manual"
      empty={words.noAccount}
      {...(named !== undefined && { constraintText: named })}
    />
  );
}

/** Suggests the roles of today's catalog; those that are gone from it are typed. */
export function RoleField(field: FieldProps) {
  const { roles } = useSuggestedPolicy();
  return (
    <Field {...field} part="role" options={roles.map(({ name, description }) => ({ value: name, description }))} />
  );
}

/** Suggests the rules of today's policy that lend anything; those that are gone from it are typed. */
export function RuleField(field: FieldProps) {
  const { rules } = useSuggestedPolicy();
  return (
    <Field
      {...field}
      part="rule"
      options={rules.map(({ id, description }) => ({ value: id, ...(description !== undefined && { description }) }))}
    />
  );
}

interface SuggestingProps extends FieldProps, Pick<AutosuggestProps, "options" | "filteringType" | "empty"> {
  readonly part: "requester" | "account" | "role" | "rule";
  readonly constraintText?: string;
}

/** Suggestions help; they never stand in the way of what is typed. */
function Field({ part, value, onChange, error, constraintText, ...suggesting }: SuggestingProps) {
  return (
    <FormField label={words.labels[part]} errorText={error} constraintText={constraintText}>
      <Autosuggest
        empty={words.noSuggestion}
        virtualScroll
        {...suggesting}
        value={value}
        placeholder={words.placeholders[part]}
        enteredTextLabel={words.use}
        clearAriaLabel={words.clear}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
