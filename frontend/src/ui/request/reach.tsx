import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { Fragment } from "react";
import type { ShownRole, ShownWhole } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { type Fact, FactList } from "./fact-list.tsx";

const looks: Readonly<Record<ShownRole["lasting"], StatusIndicatorProps.Type>> = {
  yes: "error",
  possible: "warning",
  no: "success",
};

/** Whether a session of the role can make access that outlives it, by sign, colour and words. */
export function LastingReach({ role }: Pick<ShownWhole, "role">) {
  const { lasting } = role;
  const { title, text } = lasting === undefined ? texts.role.gone : texts.role.lasting[lasting];
  return (
    <div>
      <StatusIndicator type={lasting === undefined ? "info" : looks[lasting]}>
        <b>{title}</b>
      </StatusIndicator>
      <div>{text}</div>
    </div>
  );
}

/** What the role is, as the catalog of today has it. Nothing when it is gone from there. */
export function RoleFacts({ role }: Pick<ShownWhole, "role">) {
  const { description, purpose, policies, chaining = [], kubernetes } = role;
  if (policies === undefined) return null;
  const facts: Fact[] = [
    { label: texts.role.purpose, value: purpose },
    { label: texts.role.policies, value: policies.map((name) => <Path key={name}>{name}</Path>) },
  ];
  if (chaining.length > 0)
    facts.push({ label: texts.role.chaining, value: chaining.map((arn) => <Path key={arn}>{arn}</Path>) });
  if (kubernetes) facts.push({ label: texts.role.kubernetes, value: texts.role.inClusters });
  return (
    <SpaceBetween size="s">
      <Box>{description}</Box>
      <FactList facts={facts} />
    </SpaceBetween>
  );
}

/** A line that breaks after its slashes, not within its words. */
function Path({ children }: { readonly children: string }) {
  const [first, ...parts] = children.split("/");
  return (
    <div>
      {first}
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
        <Fragment key={at}>
          /<wbr />
          {part}
        </Fragment>
      ))}
    </div>
  );
}
