import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useMemo, useState } from "react";
import type { Me } from "../../../../core/api.ts";
import { isAnyOf } from "../../../../core/person.ts";
import { namesAsApprover, type Rule } from "../../../../core/policy.ts";
import { wordsOf } from "../../../../core/search.ts";
import { texts } from "../../ui/texts/policy.ts";
import { plain } from "../../ui/texts/say.ts";
import { LongList } from "./long-list.tsx";
import { RuleEntry, type ToldRule } from "./rule-entry.tsx";
import { ruleWords } from "./rule-words.ts";

interface RuleListProps {
  /** In the policy's order. */
  readonly rules: readonly Rule[];
  readonly me: Me;
}

/** So many rules are seen at a glance. */
const glance = 6;

/** The rules in the order in which they decide: first those that deny, then those of which the first that matches counts. */
export function RuleList({ rules, me }: RuleListProps) {
  const [query, setQuery] = useState("");
  const all = useMemo(() => toldOf(rules, me), [rules, me]);
  const sought = wordsOf(query);
  const found = all.filter(({ text }) => sought.every((word) => text.includes(word)));
  const denying = found.filter(({ rule }) => rule.deny);
  const allowing = found.filter(({ rule }) => !rule.deny);
  if (rules.length === 0) return <Container>{texts.rules.none}</Container>;
  return (
    <SpaceBetween size="l">
      {rules.length > glance && (
        <TextFilter
          filteringText={query}
          onChange={({ detail }) => setQuery(detail.filteringText)}
          filteringAriaLabel={texts.rules.filter}
          filteringPlaceholder={texts.rules.filterHint}
          filteringClearAriaLabel={texts.rules.clear}
          countText={sought.length > 0 ? texts.rules.found(found.length) : ""}
        />
      )}
      {denying.length > 0 && (
        <Container header={<Heading title={texts.rules.deny} hint={texts.rules.denyHint} count={denying.length} />}>
          <LongList items={denying}>{(shown) => <ul className="policy-rules">{shown.map(entry)}</ul>}</LongList>
        </Container>
      )}
      {allowing.length > 0 && (
        <Container header={<Heading title={texts.rules.allow} hint={texts.rules.allowHint} count={allowing.length} />}>
          <LongList items={allowing}>{(shown) => <ol className="policy-rules">{shown.map(entry)}</ol>}</LongList>
        </Container>
      )}
      {found.length === 0 && <Container>{texts.rules.noneFound}</Container>}
    </SpaceBetween>
  );
}

const entry = (told: ToldRule) => <RuleEntry key={told.rule.id} told={told} />;

function toldOf(rules: readonly Rule[], me: Me): readonly (ToldRule & { readonly text: string })[] {
  let position = 0;
  // Said of every rule it would tell nothing.
  const someAreNot = !rules.every(({ who }) => isAnyOf(who, me));
  return rules.map((rule) => {
    const sentences = ruleWords(rule, rules);
    return {
      rule,
      sentences,
      ...(!rule.deny && { position: ++position }),
      aboutYou: someAreNot && isAnyOf(rule.who, me),
      youApprove: namesAsApprover(rule, { ...me, sub: me.id }),
      text: [rule.id, rule.description ?? "", ...sentences.map(plain)].join(" ").toLowerCase(),
    };
  });
}

function Heading({ title, hint, count }: { readonly title: string; readonly hint: string; readonly count: number }) {
  return (
    <Header variant="h2" counter={`(${count})`} description={hint}>
      {title}
    </Header>
  );
}
