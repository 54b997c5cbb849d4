import Alert from "@cloudscape-design/components/alert";
import { texts } from "../../ui/texts/audit.ts";
import type { Work, Working } from "./verify-and-export.ts";

const words = texts.work;

/** What was saved under which name, or that every history is whole. */
export function WorkDone({ work, working }: { readonly work: Work; readonly working: Working }) {
  const { task, file, failed, total } = work;
  const { verified, bad } = countsOf(working);
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

function countsOf({ verdicts }: Working): { verified: number; bad: number } {
  const verified = [...verdicts.values()].filter(({ state }) => state === "verified").length;
  return { verified, bad: verdicts.size - verified };
}
