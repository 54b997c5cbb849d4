import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Rule } from "../../../../core/policy.ts";
import { texts } from "../../ui/texts/policy.ts";
import { plain, type Words } from "../../ui/texts/say.ts";
import { Said } from "./said.tsx";

/** A rule, and what there is to say of it to whoever reads. */
export interface ToldRule {
  readonly rule: Rule;
  readonly sentences: readonly Words[];
  /** Its number among the rules that let people ask; a rule that denies has none. */
  readonly position?: number;
  readonly aboutYou: boolean;
  readonly youApprove: boolean;
}

export function RuleEntry({ told }: { readonly told: ToldRule }) {
  const { rule, position, aboutYou, youApprove } = told;
  const [first = [], ...rest] = told.sentences;
  return (
    <li value={position}>
      <span className="policy-number" aria-hidden="true">
        {position}
      </span>
      <SpaceBetween size="xxs">
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Box variant="h3" padding="n">
            {rule.id}
          </Box>
          {rule.deny && <StatusIndicator type="error">{texts.rules.denies}</StatusIndicator>}
          {aboutYou && <Badge color="blue">{texts.rules.aboutYou}</Badge>}
          {youApprove && <Badge color="green">{texts.rules.youApprove}</Badge>}
        </SpaceBetween>
        {rule.description !== undefined && <Box color="text-body-secondary">{rule.description}</Box>}
        <Said words={first} />
        {rest.length > 0 && (
          <Box color="text-body-secondary">
            {rest.map((words) => (
              <div key={plain(words)}>
                <Said words={words} />
              </div>
            ))}
          </Box>
        )}
      </SpaceBetween>
    </li>
  );
}
