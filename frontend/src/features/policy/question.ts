import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Explained } from "../../../../core/api.ts";
import { accountIdPattern, emailPattern, namePattern } from "../../../../core/patterns.ts";
import { post } from "../../ui/api.ts";

/** What is asked, as it stands in the page's address: so that an answer can be linked. Without groups and e-mail, about oneself. */
export interface Question {
  readonly groups: readonly string[];
  readonly email: string;
  readonly account: string;
  readonly role: string;
}

/** The question in the address, and how to change parts of it. */
export function useQuestion() {
  const [search, setSearch] = useSearchParams();
  const question: Question = useMemo(
    () => ({
      groups: search.getAll("group"),
      email: search.get("email") ?? "",
      account: search.get("account") ?? "",
      role: search.get("role") ?? "",
    }),
    [search],
  );
  const change = (changes: Partial<Question>) => {
    const { groups, ...rest } = { ...question, ...changes };
    const next = new URLSearchParams({ view: "who" });
    for (const group of groups) next.append("group", group);
    for (const [key, value] of Object.entries(rest)) if (value !== "") next.set(key, value);
    setSearch(next, { replace: true });
  };
  return [question, change] as const;
}

/** The answer to a question, once it is whole. */
export function useExplained(question: Question) {
  const { groups, email, account, role } = question;
  return useQuery({
    queryKey: ["explain", question],
    queryFn: ({ signal }) => {
      const about = { ...(groups.length > 0 && { groups }), ...(email !== "" && { email }) };
      return post<Explained>("/policy/explain", { ...about, account, role }, { signal });
    },
    enabled: isWhole(question),
  });
}

export function isAboutOthers({ groups, email }: Question): boolean {
  return groups.length > 0 || email !== "";
}

/** Whether the API would take it. */
export function isWhole({ email, account, role }: Question): boolean {
  return isAccountId(account) && isRoleName(role) && (email === "" || isEmail(email));
}

export function isAccountId(text: string): boolean {
  return accountIdPattern.test(text);
}

export function isRoleName(text: string): boolean {
  return namePattern.test(text);
}

export function isEmail(text: string): boolean {
  return emailPattern.test(text);
}
