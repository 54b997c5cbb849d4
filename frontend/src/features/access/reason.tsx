import Box from "@cloudscape-design/components/box";
import type { ShownRequest } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/access.ts";

/** Under which rule and why, in short; the request's page has it whole. */
export function Reason({ request }: { readonly request: ShownRequest }) {
  const { rule, justification } = request;
  return (
    <div>
      <div className="access-why typed">{justification}</div>
      <Box color="text-body-secondary">{texts.rule(rule.id, rule.description)}</Box>
    </div>
  );
}
