import Alert from "@cloudscape-design/components/alert";
import { texts } from "../../ui/texts/audit.ts";
import type { Verdict } from "./chain.ts";
import type { Work, Working } from "./verify-and-export.ts";

const words = texts.work;

interface WorkDoneProps {
  readonly work: Work;
  readonly working: Working;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** What was saved under which name, or that every history is whole. */
export function WorkDone({ work, working, verdicts }: WorkDoneProps) {
  const { task, file, failed, total } = work;
  const verified = [...verdicts.values()].filter(({ state }) => state === "verified").length;
  const bad = verdicts.size - verified;
  // What is wrong is said by itself, whatever it was read for.
  if (!file && bad > 0) return null;
  const header = file ? words.saved(file.name) : total === 0 ? words.verifiedNone : words.verified(total);
  return (
    <Alert
      type={file?.incomplete ? "warning" : "success"}
      header={header}
      dismissible
      dismissAriaLabel={words.dismiss}
      onDismiss={working.dismiss}
    >
      {file?.incomplete && words.savedIncomplete(total - failed.length, failed.length)}
      {file && !file.incomplete && words.savedRequests(total)} {task === "jsonl" && words.verifiedSome(verified)}
      {task === "verify" && words.verifiedMeans}
    </Alert>
  );
}
