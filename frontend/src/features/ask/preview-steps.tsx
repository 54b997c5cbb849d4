import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Steps from "@cloudscape-design/components/steps";
import type { ShownRule, ShownStage } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/ask.ts";
import { Moment } from "../../ui/time.tsx";
import { nameOf } from "./rule-field.tsx";

const words = texts.preview;

interface PreviewStepsProps {
  readonly rule: ShownRule;
  /** By when it lapses (ISO 8601), once the policy has said so. */
  readonly decideBy: string | undefined;
  readonly startsAt: string | undefined;
  readonly duration: string;
}

/** What comes of asking: the rule, who is asked in which order, when access starts, and by when it lapses. */
export function PreviewSteps({ rule, decideBy, startsAt, duration }: PreviewStepsProps) {
  const stages = rule.approval === "none" ? [] : rule.approval;
  const approved = stages.length > 0;
  const start =
    startsAt === undefined ? (
      words.starts[approved ? "approved" : "unapproved"]
    ) : (
      <>
        {words.startsLater} <Moment at={startsAt} brief />
      </>
    );
  return (
    <SpaceBetween size="s">
      <div>
        {words.rule} <b>{rule.id}</b>
        {rule.description !== undefined && <Box color="text-body-secondary">{nameOf(rule)}</Box>}
      </div>
      {!approved && <div>{words.unapproved}</div>}
      <Steps
        ariaLabel={words.steps}
        steps={[
          ...stages.map((stage) => ({
            status: "pending" as const,
            header: <b>{stage.name}</b>,
            details: <span className="typed">{approversText(stage)}</span>,
          })),
          {
            status: approved ? ("not-started" as const) : ("success" as const),
            header: <b>{start}</b>,
            details: words.lasts(duration),
          },
        ]}
      />
      {approved && (
        <div className="ask-lapse">
          {decideBy !== undefined ? (
            <>
              {words.decideBy} <Moment at={decideBy} />.
            </>
          ) : (
            rule.approvalWithin !== undefined && words.decideWithin(rule.approvalWithin)
          )}
        </div>
      )}
    </SpaceBetween>
  );
}

function approversText({ required, approvers }: ShownStage): string {
  const names = [...approvers.groups.map(words.group), ...approvers.people];
  return words.anyOf(required, names.join(", "));
}
