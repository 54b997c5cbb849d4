import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { Explained, ExplainedRule, ShownPolicy } from "../../../../core/api.ts";
import type { Rule } from "../../../../core/policy.ts";
import { texts } from "../../ui/texts/policy.ts";
import type { Words } from "../../ui/texts/say.ts";
import { LongList } from "./long-list.tsx";
import { fateOf } from "./rule-outcome.ts";
import { accountsWords, rolesWords, whoWords } from "./rule-words.ts";
import { Said } from "./said.tsx";

/** More rules than these are cut down to those that come near, until all are asked for. */
const many = 20;

/** How each rule stands to the person, the role and the account, in the policy's order. */
export function Reasons({ explained, policy }: { readonly explained: Explained; readonly policy: ShownPolicy }) {
  const { answer } = texts;
  const [whole, setWhole] = useState(false);
  const { rules } = explained;
  const cut = rules.length > many && !whole;
  const shown = cut ? rules.filter((entry) => entry.decides || matching(entry) > 1) : rules;
  const yours = policy.roles === undefined;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={yours ? `${answer.reasonsHint} ${answer.yours}` : answer.reasonsHint}
          actions={
            rules.length > many && (
              <Button onClick={() => setWhole(!whole)}>{whole ? answer.near : answer.all(rules.length)}</Button>
            )
          }
        >
          {answer.reasons}
        </Header>
      }
    >
      {shown.length === 0 && answer.noRules}
      <LongList items={shown}>
        {(some) => (
          <ol className="policy-reasons">
            {some.map((entry) => (
              <Reason
                key={entry.id}
                entry={entry}
                rule={policy.rules.find(({ id }) => id === entry.id)}
                explained={explained}
              />
            ))}
          </ol>
        )}
      </LongList>
    </Container>
  );
}

function matching({ who, role, account }: ExplainedRule): number {
  return Number(who) + Number(role) + Number(account);
}

interface ReasonProps {
  readonly entry: ExplainedRule;
  /** The rule itself, unless the policy has changed since it was read. */
  readonly rule: Rule | undefined;
  readonly explained: Explained;
}

function Reason({ entry, rule, explained }: ReasonProps) {
  const { answer } = texts;
  const fate = fateOf(entry, explained);
  return (
    <li className="policy-reason">
      <div>
        <Box variant="h4" tagOverride="h3" padding="n">
          {entry.id}
        </Box>
        {entry.deny && <StatusIndicator type="error">{texts.rules.denies}</StatusIndicator>}
        {fate !== undefined && (
          <div>{entry.decides ? <Badge color={entry.deny ? "red" : "green"}>{fate}</Badge> : fate}</div>
        )}
      </div>
      <Tick label={answer.person} holds={entry.who} words={rule && whoWords(rule.who)} />
      <Tick label={answer.role} holds={entry.role} words={rule && rolesWords(rule.roles)} />
      <Tick label={answer.account} holds={entry.account} words={rule && accountsWords(rule.accounts)} />
    </li>
  );
}

/** A tick or a cross, and what the rule says there. */
function Tick(props: { readonly label: string; readonly holds: boolean; readonly words: Words | undefined }) {
  const { label, holds, words } = props;
  return (
    <div className="policy-tick">
      <StatusIndicator
        type={holds ? "success" : "error"}
        {...(!holds && { colorOverride: "grey" as const })}
        iconAriaLabel={holds ? texts.answer.matches : texts.answer.matchesNot}
      />
      <Box color={holds ? "inherit" : "text-body-secondary"}>
        {label}
        {words && (
          <>
            : <Said words={words} />
          </>
        )}
      </Box>
    </div>
  );
}
