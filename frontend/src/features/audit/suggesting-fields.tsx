import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import { useDeferredValue, useMemo } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { useAccounts } from "../../ui/accounts.ts";
import { usePolicy } from "../../ui/policy.ts";
import { texts } from "../../ui/texts/audit.ts";

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

const words = texts.filter;
/** The catalog and the policy change with a deployment only. */
const seldom = 10 * 60_000;

/** Suggests those who are in the requests at hand; anybody else is typed. */
export function PersonField({ items, ...field }: FieldProps & { readonly items: readonly ShownRequest[] }) {
  const options = useMemo(() => {
    const people = new Map(items.map(({ requester }) => [requester.email, requester.name]));
    const sorted = [...people].sort(([, a], [, b]) => a.localeCompare(b));
    return sorted.map(([email, name]) => ({ value: email, label: email, description: name }));
  }, [items]);
  return <Field {...field} part="requester" options={options} />;
}

/** Finds accounts by any part of name, id, OU or tag. */
export function AccountField(field: FieldProps) {
  const query = useDeferredValue(field.value.trim());
  const accounts = useAccounts(query, { staleTime: seldom });
  const options = (accounts.data?.items ?? []).map(({ id, name, ou }) => ({
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
  const { data: policy } = usePolicy({ staleTime: seldom });
  return (
    <Field
      {...field}
      part="role"
      options={(policy?.roles ?? []).map(({ name, description }) => ({ value: name, description }))}
    />
  );
}

/** Suggests the rules of today's policy that lend anything; those that are gone from it are typed. */
export function RuleField(field: FieldProps) {
  const { data: policy } = usePolicy({ staleTime: seldom });
  const rules = policy?.rules.filter(({ deny }) => !deny) ?? [];
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
