import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ShownRole, ShownWhole } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";

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
  const { description, purpose, policies, chaining } = role;
  if (policies === undefined) return null;
  return (
    <SpaceBetween size="s">
      <Box>{description}</Box>
      <KeyValuePairs
        columns={2}
        minColumnWidth={220}
        items={[
          { label: texts.role.purpose, value: purpose },
          {
            label: texts.role.policies,
            value: policies.length === 0 ? texts.role.noPolicies : <Lines of={policies} />,
          },
          ...(chaining && chaining.length > 0 ? [{ label: texts.role.chaining, value: <Lines of={chaining} /> }] : []),
        ]}
      />
    </SpaceBetween>
  );
}

function Lines({ of: lines }: { readonly of: readonly string[] }) {
  return (
    <ul className="lines typed">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
