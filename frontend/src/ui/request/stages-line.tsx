import Box from "@cloudscape-design/components/box";
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Steps, { type StepsProps } from "@cloudscape-design/components/steps";
import type { ShownDecision, ShownRequest } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { Comment } from "./outcome.tsx";
import { PersonName } from "./person-name.tsx";
import { plainStep } from "./plain-step.tsx";
import { approversOf, type StageState, type StageWithDecisions, stageStates, yesCount } from "./stage-progress.ts";

const looks: Readonly<Record<StageState, StatusIndicatorProps.Type>> = {
  done: "success",
  rejected: "error",
  current: "in-progress",
  later: "not-started",
  never: "stopped",
};

/** The way from the ask over each stage to the access: how far it is, who decided, and who can. */
export function StagesLine({ request }: { readonly request: ShownRequest }) {
  const states = stageStates(request);
  const steps: StepsProps.Step[] = [
    {
      status: "success",
      statusIconAriaLabel: texts.stages.state.done,
      header: texts.stages.asked,
      details: (
        <>
          <PersonName>{request.requester.name}</PersonName>
          <Box variant="small" display="block">
            <Moment at={request.askedAt} brief />
          </Box>
        </>
      ),
    },
    ...request.stages.map((stage, at) => stageStep(stage, states[at] ?? "later")),
    accessStep(request),
  ];
  return (
    <>
      {request.stages.length === 0 && <Box margin={{ bottom: "s" }}>{texts.stages.nobody}</Box>}
      <Steps steps={steps} ariaLabel={texts.stages.line} renderStep={plainStep} />
    </>
  );
}

function stageStep(stage: StageWithDecisions, state: StageState): StepsProps.Step {
  return {
    status: looks[state],
    statusIconAriaLabel: texts.stages.state[state],
    header: state === "later" ? stage.name : <b>{stage.name}</b>,
    details: (
      <>
        <div>{texts.stages.count(yesCount(stage), stage.required)}</div>
        {stage.decisions.map((decision) => (
          <DecisionMade key={decision.by.id} decision={decision} />
        ))}
        <Box variant="small" display="block">
          <span className="typed">{texts.stages.approvers(approversOf(stage))}</span>
        </Box>
      </>
    ),
  };
}

function DecisionMade({ decision: { by, verdict, at, comment } }: { readonly decision: ShownDecision }) {
  return (
    <div>
      <PersonName>{by.name}</PersonName> {texts.stages[verdict]}, <Moment at={at} brief />
      {comment !== "" && <Comment>{comment}</Comment>}
    </div>
  );
}

function accessStep({ phase, stages, startsAt, endsAt, outcome }: ShownRequest): StepsProps.Step {
  const words = texts.stages.access;
  const step = (status: StatusIndicatorProps.Type, label: string, at?: string): StepsProps.Step => ({
    status,
    statusIconAriaLabel: label,
    header: words.title,
    details:
      at === undefined ? (
        label
      ) : (
        <>
          {label} <Moment at={at} brief />
        </>
      ),
  });
  if (phase === "pending") return step("not-started", stages.length > 0 ? words.afterAll : words.none);
  if (phase === "scheduled") return step("pending", words.from, startsAt);
  if (phase === "active") return step("success", words.until, endsAt);
  if (phase === "expired") return step("stopped", words.over, endsAt);
  if (phase === "ended" || phase === "revoked") return step("stopped", words.over, outcome?.at);
  return step("stopped", words.none);
}
