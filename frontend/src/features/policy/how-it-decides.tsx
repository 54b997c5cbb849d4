import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownPolicy } from "../../../../core/api.ts";
import { CopyShortened } from "../../ui/copy-button.tsx";
import { texts } from "../../ui/texts/policy.ts";
import { listed, named } from "../../ui/texts/say.ts";
import { Said } from "./said.tsx";

/** In which order the parts of the policy decide, and what holds beside the rules. */
export function HowItDecides({ policy }: { readonly policy: ShownPolicy }) {
  const { facts } = texts;
  return (
    <Container header={<Header variant="h2">{texts.decides.title}</Header>}>
      <ColumnLayout columns={2} variant="text-grid">
        <SpaceBetween size="s">
          <ol className="policy-steps">
            {texts.decides.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <div>{texts.decides.always}</div>
        </SpaceBetween>
        <KeyValuePairs
          columns={2}
          items={[
            {
              label: facts.hash,
              value: (
                <>
                  <CopyShortened text={policy.hash} shown={policy.hash.slice(0, 12)} what={facts.hashName} />
                  <Box color="text-body-secondary" fontSize="body-s">
                    {facts.hashHint}
                  </Box>
                </>
              ),
            },
            { label: facts.openRequests, value: policy.openRequests },
            ...[
              { label: facts.administrators, names: policy.administrators },
              { label: facts.auditors, names: policy.auditors },
              { label: facts.blocked, names: policy.blocked },
            ].flatMap(({ label, names }) => (names === undefined ? [] : [{ label, value: <Names names={names} /> }])),
          ]}
        />
      </ColumnLayout>
    </Container>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return names.length === 0 ? texts.facts.nobody : <Said words={listed(named(names), texts.words.and)} />;
}
