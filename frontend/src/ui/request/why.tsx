import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownRequest } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";

/** The justification as it was typed, and what the rule asked for besides, under its labels. */
export function Why({ request }: { readonly request: ShownRequest }) {
  const asks = Object.entries(request.asks);
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{texts.facts.why}</Box>
        <div className="justification typed" dir="auto">
          {request.justification}
        </div>
      </div>
      {asks.length > 0 && (
        <KeyValuePairs
          columns={2}
          items={asks.map(([name, value]) => ({
            label: request.rule.asks[name]?.label ?? name,
            value: (
              <span className="typed" dir="auto">
                {value}
              </span>
            ),
          }))}
        />
      )}
    </SpaceBetween>
  );
}
