import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownRequest } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Clipped } from "./clipped.tsx";
import { FactList } from "./fact-list.tsx";

/** The justification as it was typed, and what the rule asked for besides, under its labels. */
export function Why({ request }: { readonly request: ShownRequest }) {
  const asks = Object.entries(request.asks);
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{texts.facts.why}</Box>
        <div className="request-quote large">
          <Clipped lines={6}>{request.justification}</Clipped>
        </div>
      </div>
      {asks.length > 0 && (
        <FactList
          facts={asks.map(([name, value]) => ({
            label: request.rule.asks[name]?.label ?? name,
            value: <Clipped lines={3}>{value}</Clipped>,
          }))}
        />
      )}
    </SpaceBetween>
  );
}
