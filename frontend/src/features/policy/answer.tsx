import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Explained, ShownPolicy, ShownRule } from "../../../../core/api.ts";
import { askAddress } from "../../ui/addresses.ts";
import { PlaceButton } from "../../ui/place-button.tsx";
import { texts } from "../../ui/texts/policy.ts";
import { plain } from "../../ui/texts/say.ts";
import { isAboutOthers, type Question } from "./question.ts";
import { Reasons } from "./reasons.tsx";
import { termsWords } from "./rule-words.ts";
import { Said } from "./said.tsx";

interface AnswerProps {
  readonly explained: Explained;
  readonly policy: ShownPolicy;
  readonly question: Question;
}

/** The verdict, what the rule that allows asks for, and how every rule stands to the question. */
export function Answer({ explained, policy, question }: AnswerProps) {
  const { allowed, message, rule, alternatives = [] } = explained;
  return (
    <SpaceBetween size="l">
      <Alert
        type={allowed ? "success" : "error"}
        header={allowed ? texts.answer.allowed : refusal(explained)}
        action={
          allowed &&
          !isAboutOthers(question) && (
            <PlaceButton variant="primary" href={askAddress(question.account, question.role)}>
              {texts.who.ask}
            </PlaceButton>
          )
        }
      >
        <LiveRegion>{message}</LiveRegion>
      </Alert>
      {rule && (
        <Container header={<Header variant="h2">{texts.answer.terms}</Header>}>
          <SpaceBetween size="m">
            <TermsOf rule={rule} />
            {alternatives.length > 0 && (
              <SpaceBetween size="s">
                <Box variant="h3" padding="n">
                  {texts.answer.alternatives}
                </Box>
                {alternatives.map((other) => (
                  <TermsOf key={other.id} rule={other} />
                ))}
              </SpaceBetween>
            )}
          </SpaceBetween>
        </Container>
      )}
      <Reasons explained={explained} policy={policy} />
    </SpaceBetween>
  );
}

function refusal({ condition }: Explained): string {
  const { other, ...known } = texts.answer.refused;
  return condition === undefined ? other : known[condition];
}

function TermsOf({ rule }: { readonly rule: ShownRule }) {
  const [first = [], ...rest] = termsWords(rule);
  return (
    <div>
      <Box variant="h4" tagOverride="h3" padding="n">
        {rule.id}
      </Box>
      {rule.description !== undefined && <Box color="text-body-secondary">{rule.description}</Box>}
      <div>
        <Said words={first} />
      </div>
      {rest.map((words) => (
        <Box key={plain(words)} color="text-body-secondary">
          <Said words={words} />
        </Box>
      ))}
    </div>
  );
}
