import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { useNavigate } from "react-router";
import type { ShownOffer, ShownWhole } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { useDraft } from "../../ui/draft.ts";
import { flash } from "../../ui/flash.tsx";
import { texts } from "../../ui/texts/ask.ts";
import { type AskDraft, askBody, chosenRule, emptyDraft, isDraft, rulesOf } from "./ask-draft.ts";
import { AskedField, JustificationField } from "./ask-fields.tsx";
import { DurationField } from "./duration-field.tsx";
import { useJudgement } from "./judgement.ts";
import { PreviewSteps } from "./preview-steps.tsx";
import type { Field } from "./reasons.ts";
import { ReasonsPanel } from "./reasons-panel.tsx";
import { Refused } from "./refused.tsx";
import { RolePanel } from "./role-panel.tsx";
import { nameOf, RuleField } from "./rule-field.tsx";
import { StartField } from "./start-field.tsx";
import { useSubmit } from "./submit.ts";

const words = texts.form;

interface AskFormProps {
  readonly offer: ShownOffer;
  /** What to begin with where nothing was kept. */
  readonly initial: AskDraft;
  /** What the draft is kept under. */
  readonly draftKey: string;
  readonly notice?: string;
  /** Id of the rule that the page's address names. */
  readonly named?: string;
  /** Told of the rule that the person chose; undefined when they begin anew. */
  readonly onRule: (rule: string | undefined) => void;
}

/** The form that the rule makes, what comes of it, and the role beside. */
export function AskForm({ offer, initial, draftKey, notice, named, onRule }: AskFormProps) {
  const navigate = useNavigate();
  const [kept, keep, forget] = useDraft(draftKey, initial);
  const draft = isDraft(kept) ? kept : initial;
  const form = useForm<AskDraft>({ defaultValues: draft });
  useEffect(
    // The form goes on changing the object that it gives.
    () => form.subscribe({ formState: { values: true }, callback: ({ values }) => keep(structuredClone(values)) }),
    [form, keep],
  );
  const rule = chosenRule(offer, named ?? draft.rule);
  const rules = rulesOf(offer);
  const body = askBody(draft, offer, rule);
  const { submit, sending, error } = useSubmit();
  const judgement = useJudgement({ form, draft, body, rule });

  const choose = (id: string) => {
    form.setValue("rule", id, { shouldDirty: true, shouldTouch: true });
    onRule(id);
  };
  const ask = async () => {
    const unread = judgement.judge();
    if (unread !== undefined) return form.setFocus(unread);
    // From here on the answer may be lost, and a reload has to know the draft.
    keep(draft);
    const outcome = await submit(draft, body, rule);
    if (outcome?.request) {
      forget();
      flash({ type: "success", content: submittedText(outcome.request) });
      navigate(requestAddress(outcome.request.id));
    } else if (outcome) {
      const field = judgement.firstOf(outcome.error);
      if (field) form.setFocus(field);
    }
  };
  const discard = () => {
    judgement.forgive();
    form.reset(emptyDraft(offer));
    onRule(undefined);
  };

  const errorOf = (name: Field) => {
    const text = judgement.errorOf(name);
    // It may quote what was typed.
    return text === undefined ? undefined : <span className="typed">{text}</span>;
  };
  const field = { control: form.control, errorOf };
  const approved = rule.approval !== "none";
  // Of the rule that was chosen before, for a moment after the choice.
  const analysis = judgement.preview.data?.rule?.id === rule.id ? judgement.preview.data : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <div className="ask-columns">
        <Container header={<Header variant="h2">{words.section}</Header>}>
          <SpaceBetween size="l">
            {notice !== undefined && <StatusIndicator type="info">{notice}</StatusIndicator>}
            {rules.length > 1 && <RuleField {...field} rules={rules} chosen={rule} onChoose={choose} />}
            <JustificationField {...field} onSubmit={() => void ask()} />
            {Object.entries(rule.asks).map(([name, asked]) => (
              <AskedField key={name} {...field} name={name} asked={asked} />
            ))}
            <DurationField {...field} most={rule.maxDuration} />
            <StartField {...field} approved={approved} duration={draft.duration} />
          </SpaceBetween>
        </Container>
        <div className="ask-beside">
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">{texts.preview.title}</Header>}>
              <SpaceBetween size="m">
                <PreviewSteps
                  rule={analysis?.rule ?? rule}
                  decideBy={analysis?.decideBy}
                  startsAt={body.startsAt}
                  duration={body.duration}
                />
                <SpaceBetween direction="horizontal" size="xs">
                  <Button variant="primary" loading={sending}>
                    {words.submit}
                  </Button>
                  <Button variant="link" formAction="none" onClick={discard}>
                    {words.discard}
                  </Button>
                </SpaceBetween>
                <ReasonsPanel
                  {...judgement}
                  others={judgement.others.map((other) => ({ ...other, name: nameOf(chosenRule(offer, other.rule)) }))}
                  onField={(name) => form.setFocus(name)}
                  onRule={choose}
                />
                {error !== undefined && <Refused error={error} />}
              </SpaceBetween>
            </Container>
            <RolePanel role={offer.role} />
          </SpaceBetween>
        </div>
      </div>
    </form>
  );
}

function submittedText({ phase }: ShownWhole): string {
  const { pending, active, scheduled } = texts.submitted;
  return { active, scheduled }[phase as string] ?? pending;
}
