import type { ShownWhole } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { type Fact, FactList } from "./fact-list.tsx";
import { PersonName } from "./person-name.tsx";
import { Window } from "./window.tsx";

/** Who asked for what, where, for how long, under which rule. */
export function Facts({ request }: { readonly request: ShownWhole }) {
  const { id, requester, role, account, rule, askedAt, decideBy, phase, history } = request;
  const asked = history[0];
  const groups = asked?.type === "asked" ? [texts.facts.groups(asked.ask.requester.groups)] : [];
  const facts: Fact[] = [
    { label: texts.facts.who, value: <PersonName>{requester.name}</PersonName>, more: [requester.email, ...groups] },
    { label: texts.facts.role, value: role.name, more: optional(role.purpose) },
    { label: texts.facts.where, value: account.name, more: [account.id, ...optional(account.ou)] },
    { label: texts.facts.howLong, value: <Window request={request} /> },
    { label: texts.facts.rule, value: rule.id, more: optional(rule.description) },
    { label: texts.facts.asked, value: <Moment at={askedAt} /> },
  ];
  if (phase === "pending" && decideBy !== undefined)
    facts.push({ label: texts.facts.decideBy, value: <Moment at={decideBy} /> });
  facts.push({ label: texts.facts.id, value: id });
  return <FactList facts={facts} />;
}

function optional(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
