import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Failure } from "../../ui/failure.tsx";
import { signIn } from "../../ui/session.ts";
import { texts } from "../../ui/texts/ask.ts";
import { texts as common } from "../../ui/texts/ui.ts";
import type { Field, Other, Reason } from "./reasons.ts";

const words = texts.preview;

interface ReasonsPanelProps {
  /** Why it can't be asked for; none when it can, undefined while that is not known. */
  readonly reasons: readonly Reason[] | undefined;
  /** Why that could not be found out. */
  readonly failure: unknown;
  readonly preview: { readonly refetch: () => unknown };
  /** Whether one of them is of what the person did, and not of what they have not come to yet. */
  readonly faulty: boolean;
  readonly others: readonly (Other & { readonly name: string })[];
  readonly onField: (field: Field) => void;
  readonly onRule: (rule: string) => void;
}

/** All reasons in words, each leading to its field, and what can be done about it. */
export function ReasonsPanel({ reasons, failure, preview, faulty, others, onField, onRule }: ReasonsPanelProps) {
  if (failure) return <Failure error={failure} title={words.failed} retry={() => void preview.refetch()} />;
  if (!reasons) return <StatusIndicator type="loading">{words.checking}</StatusIndicator>;
  const stale = reasons.filter(({ condition }) => condition === "signIn");
  const rest = reasons.filter(({ condition }) => condition !== "signIn");
  // Another rule helps where more than an answer is missing.
  const stuck = reasons.some(
    ({ condition }) => condition === "duration" || condition === "signIn" || condition === "approval",
  );
  const open = others.filter(({ meets, messages }) => meets || (stuck && messages.length === 0));
  const closed = others.filter(({ messages }) => stuck && messages.length > 0);
  return (
    <>
      <LiveRegion hidden>{reasons.length === 0 ? words.possible : words.reasons(reasons.length)}</LiveRegion>
      <SpaceBetween size="s">
        {reasons.length === 0 && <StatusIndicator type="success">{words.possible}</StatusIndicator>}
        {stale.map(({ message }) => (
          <Alert
            key={message}
            type="info"
            action={
              <Button formAction="none" onClick={() => void signIn({ again: true })}>
                {common.signInAgain}
              </Button>
            }
          >
            {message}
          </Alert>
        ))}
        {rest.length > 0 &&
          (faulty ? (
            <Alert type="error" header={words.impossible}>
              <Reasons reasons={rest} onField={onField} />
            </Alert>
          ) : (
            <div>
              <Box variant="awsui-key-label">{words.missing}</Box>
              <Reasons reasons={rest} onField={onField} />
            </div>
          ))}
        {closed.map(({ rule, name, messages }) => (
          <Box key={rule} color="text-body-secondary">
            {words.under(name)}: {messages.join(" ")}
          </Box>
        ))}
        {open.map(({ rule, name }) => (
          <Button key={rule} formAction="none" wrapText onClick={() => onRule(rule)}>
            {words.switch(name)}
          </Button>
        ))}
      </SpaceBetween>
    </>
  );
}

function Reasons({ reasons, onField }: { readonly reasons: readonly Reason[] } & Pick<ReasonsPanelProps, "onField">) {
  return (
    <ul className="ask-reasons">
      {reasons.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          {field === undefined ? message : <Link onFollow={() => onField(field)}>{message}</Link>}
        </li>
      ))}
    </ul>
  );
}
