import { useState } from "react";
import type { ShownAccount, ShownPolicy } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/policy.ts";
import { PickOrType } from "./pick-or-type.tsx";
import { isAccountId, isRoleName, type Question } from "./question.ts";
import { useAccount, useOwnRoles, useSuggestedAccounts } from "./suggestions.ts";

interface WhereFieldsProps {
  readonly question: Question;
  readonly onChange: (changes: Partial<Question>) => void;
  /** Whether the person may find accounts and roles that are not in their own catalog. */
  readonly oversees: boolean;
}

export function AccountField({ question: { account }, onChange, oversees }: WhereFieldsProps) {
  const { who } = texts;
  const [query, setQuery] = useState("");
  const found = useSuggestedAccounts(query, oversees);
  const known = useAccount(account, oversees);
  return (
    <PickOrType
      label={who.account}
      description={who.accountHint}
      constraintText={known ? aboutAccount(known) : undefined}
      errorText={account === "" || isAccountId(account) ? undefined : who.accountInvalid}
      hideEnteredTextOption
      options={(found.data?.items ?? []).map((one) => ({
        value: one.id,
        label: one.name,
        labelTag: one.id,
        description: aboutPlace(one),
      }))}
      statusType={found.isPending ? "loading" : "finished"}
      {...(found.data?.cursor !== undefined && { finishedText: who.more })}
      value={account}
      onCommit={(id) => onChange({ account: id })}
      onSearch={setQuery}
    />
  );
}

export function RoleField(props: WhereFieldsProps & { readonly policy: ShownPolicy }) {
  const { question, onChange, oversees, policy } = props;
  const { who } = texts;
  const own = useOwnRoles(question.account, !oversees);
  const roles = policy.roles?.map(({ name, description }) => ({ value: name, description }));
  return (
    <PickOrType
      label={who.role}
      description={who.roleHint}
      errorText={question.role === "" || isRoleName(question.role) ? undefined : who.roleInvalid}
      enteredTextLabel={who.useRole}
      options={roles ?? (own.data ?? []).map((value) => ({ value }))}
      value={question.role}
      onCommit={(role) => onChange({ role })}
    />
  );
}

function aboutAccount(account: ShownAccount): string {
  return [account.name, aboutPlace(account)].join(" · ");
}

function aboutPlace({ ou, tags }: ShownAccount): string {
  const pairs = Object.entries(tags).map((tag) => tag.join("="));
  return [ou, pairs.join(", ")].filter(Boolean).join(" · ");
}
