import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { requestAddress } from "../../ui/addresses.ts";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/audit.ts";
import type { Verdict } from "./chain.ts";

const words = texts.work;
/** So many are listed; the table has them all. */
const mostListed = 10;

/** The histories that do not fit, as soon as they are found and for as long as they are known. */
export function Distrusted({ verdicts }: { readonly verdicts: ReadonlyMap<string, Verdict> }) {
  const bad = [...verdicts].filter(([, { state }]) => state !== "verified");
  if (bad.length === 0) return null;
  return (
    <Alert type="error" header={words.bad(bad.length)}>
      <SpaceBetween size="xs">
        <div>
          {words.verifiedSome(verdicts.size - bad.length)} {words.badHint}
        </div>
        <ul>
          {bad.slice(0, mostListed).map(([id, verdict]) => (
            <li key={id}>
              <PlaceLink href={requestAddress(id)}>{id}</PlaceLink> – {wordsFor(verdict)}
            </li>
          ))}
          {bad.length > mostListed && <li>{words.more(bad.length - mostListed)}</li>}
        </ul>
      </SpaceBetween>
    </Alert>
  );
}

function wordsFor(verdict: Verdict): string {
  return verdict.state === "broken" ? texts.history.broken(verdict.event) : texts.history[verdict.state];
}
