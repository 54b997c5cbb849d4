import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import type { Me, ShownPolicy } from "../../../../core/api.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { texts } from "../../ui/texts/policy.ts";
import { Answer } from "./answer.tsx";
import { isAboutOthers, isWhole, useExplained, useQuestion } from "./question.ts";
import { AccountField, RoleField } from "./where-fields.tsx";
import { EmailField, GroupsField } from "./who-fields.tsx";

/** Asks the policy about a person, an account and a role. Only those who oversee ask about others. */
export function WhoMay({ policy, me }: { readonly policy: ShownPolicy; readonly me: Me }) {
  const { who } = texts;
  const [question, change] = useQuestion();
  const explained = useExplained(question);
  const oversees = me.auditor || me.administrator;
  const others = isAboutOthers(question);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={who.hint}
            actions={isWhole(question) && <CopyButton text={location.href} what={who.thisLink} label={who.copyLink} />}
          >
            {who.title}
          </Header>
        }
      >
        <SpaceBetween size="l">
          {oversees ? (
            <ColumnLayout columns={2}>
              <GroupsField policy={policy} question={question} onChange={change} />
              <EmailField question={question} onChange={change} />
            </ColumnLayout>
          ) : (
            <FormField label={who.you}>{who.yourself(me.name, me.groups)}</FormField>
          )}
          <ColumnLayout columns={2}>
            <AccountField question={question} onChange={change} oversees={oversees} />
            <RoleField question={question} onChange={change} oversees={oversees} policy={policy} />
          </ColumnLayout>
        </SpaceBetween>
      </Container>
      <div className="policy-answer">
        {explained.error ? (
          <SpaceBetween size="s">
            <Failure error={explained.error} retry={() => void explained.refetch()} title={who.refused} />
            {others && !oversees && <Button onClick={() => change({ groups: [], email: "" })}>{who.aboutMe}</Button>}
          </SpaceBetween>
        ) : explained.data ? (
          <Answer explained={explained.data} policy={policy} question={question} />
        ) : isWhole(question) ? (
          <Spinner size="large" />
        ) : (
          <Container>{who.waiting}</Container>
        )}
      </div>
    </SpaceBetween>
  );
}
