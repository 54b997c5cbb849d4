import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import LiveRegion from "@cloudscape-design/components/live-region";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Textarea from "@cloudscape-design/components/textarea";
import { Fragment, useEffect, useRef, useState } from "react";
import type { ShownRequest } from "../../../core/api.ts";
import { longestComment } from "../../../core/patterns.ts";
import { ApiError, isFinal } from "./api.ts";
import { useFirstFocus, useLastFocus } from "./dialog-focus.ts";
import { useDraft } from "./draft.ts";
import { Failure, messageOf } from "./failure.tsx";
import { flash } from "./flash.tsx";
import { type Result, useMoves } from "./make-moves.ts";
import { PersonName } from "./request/person-name.tsx";
import { ShortFacts, ShortWhy, Starts } from "./request/short-facts.tsx";
import type { CommentedMove } from "./requests.ts";
import { texts } from "./texts/ui.ts";
import { momentText } from "./time.tsx";

interface MoveDialogProps {
  readonly move: CommentedMove;
  /** One, or several at once. The dialog keeps those that it was opened with, whatever becomes of them meanwhile. */
  readonly requests: readonly ShownRequest[];
  /** What the comment is kept as while it is typed; these requests unless said otherwise. */
  readonly keptAs?: string;
  /** Given those for which it worked, and whether the person had gone elsewhere before they were told. */
  readonly onClose: (done: readonly ShownRequest[], left: boolean) => void;
}

/** Asks for a comment and makes the move, for each request on its own: what was refused stays there with the reason. */
export function MoveDialog({ move, requests: given, keptAs = idsOf(given), onClose }: MoveDialogProps) {
  const words = texts.moves[move];
  const [requests] = useState(given);
  const [comment, setComment, forget] = useDraft(`${move}/${keptAs}`, "");
  const { results, working, run } = useMoves(move, requests);
  const refused = requests.flatMap(({ id }) => refusalOf(results[id]) ?? []);
  const hopeless = !working && refused.length > 0 && refused.every(({ error }) => isFinal(error));
  const signIn = refused.find(({ error }) => error instanceof ApiError && error.code === "sign_in_again");
  const field = useFirstFocus();
  const way = useLastFocus(hopeless);
  const left = useLeft();
  const isTooLong = comment.length > longestComment;

  const close = () => {
    // What is under way goes on: whoever left now would not learn what became of it.
    if (!working) onClose(doneOf(requests, results), false);
  };
  const press = async () => {
    if (working || hopeless || isTooLong) return;
    const all = await run(comment);
    if (!requests.every(({ id }) => all[id]?.done)) {
      if (!left.current) return;
      flashRefusals(requests, all);
      onClose(doneOf(requests, all), true);
      return;
    }
    forget();
    const [only] = requests;
    const content = (
      <>
        {texts.done[move](requests.length)} {requests.length === 1 && only && <ShortSubject request={only} />}
      </>
    );
    flash({ type: "success", content });
    onClose(requests, left.current);
  };

  return (
    <Modal
      visible
      header={requests.length === 1 ? words.title : words.several(requests.length)}
      closeAriaLabel={texts.close}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button ref={way} variant={hopeless ? "primary" : "link"} disabled={working} onClick={close}>
              {hopeless ? texts.close : texts.cancel}
            </Button>
            {!hopeless && (
              <Button variant="primary" loading={working} loadingText={words.button} onClick={() => void press()}>
                {words.button}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <ul className="move-subjects">
          {requests.map((request) => (
            <li key={request.id}>
              <Subject request={request} />
              {requests.length > 1 && <ResultLine result={results[request.id]} />}
            </li>
          ))}
        </ul>
        {requests.length === 1 && refused[0] && !signIn && <Refusal refused={refused[0]} />}
        {signIn && <Failure error={signIn.error} title={texts.failed.move} />}
        <LiveRegion hidden>
          {refused.length > 0 && !working && texts.refusedOf(refused.length, requests.length)}
        </LiveRegion>
        {!hopeless && (
          <FormField
            label={
              <>
                {words.label} <i>– {texts.optional}</i>
              </>
            }
            description={words.hint}
            errorText={isTooLong ? texts.tooLong(comment.length, longestComment) : undefined}
          >
            <Textarea
              ref={field}
              value={comment}
              onChange={({ detail }) => setComment(detail.value)}
              onKeyDown={({ detail }) => {
                if (detail.key === "Enter" && (detail.ctrlKey || detail.metaKey)) void press();
              }}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Modal>
  );
}

/** Whether the person went elsewhere while the move was under way. */
function useLeft() {
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  return left;
}

/** Those for which it worked. */
function doneOf(requests: readonly ShownRequest[], results: Readonly<Record<string, Result>>): readonly ShownRequest[] {
  return requests.filter(({ id }) => results[id]?.done);
}

/** Tells whoever went elsewhere meanwhile what did not happen. */
function flashRefusals(requests: readonly ShownRequest[], results: Readonly<Record<string, Result>>) {
  const refused = requests.filter(({ id }) => refusalOf(results[id]));
  const content = refused.map((request) => (
    <div key={request.id}>
      <ShortSubject request={request} /> {messageOf(refusalOf(results[request.id])?.error)}
    </div>
  ));
  flash({ type: "warning", header: texts.refusedOf(refused.length, requests.length), content });
}

type Refused = Extract<Result, { done: false }>;

function refusalOf(result: Result | undefined): Refused | undefined {
  return result && !result.done ? result : undefined;
}

function Refusal({ refused }: { readonly refused: Refused }) {
  if (!isFinal(refused.error)) return <Failure error={refused.error} title={texts.failed.move} />;
  return (
    <Alert type="warning" header={texts.failed.move}>
      {reasonOf(refused)}
    </Alert>
  );
}

function ResultLine({ result }: { readonly result: Result | undefined }) {
  if (result === undefined) return null;
  return (
    <div>
      <StatusIndicator type={result.done ? "success" : "error"}>
        {result.done ? texts.doneIt : texts.failed.move}
      </StatusIndicator>
      {!result.done && <div>{reasonOf(result)}</div>}
    </div>
  );
}

/** Why it was refused; and who was faster, where the refusal itself does not name them. */
function reasonOf({ error, meanwhile }: Refused) {
  const message = messageOf(error);
  const faster = meanwhile.filter(({ by }) => !message.includes(by.name));
  return (
    <>
      {faster.map(({ by, verdict, at }) => {
        const [before, after] = texts.faster(verdict, momentText(at));
        return (
          <Fragment key={by.id}>
            {before} <PersonName>{by.name}</PersonName> {after}{" "}
          </Fragment>
        );
      })}
      {message}
    </>
  );
}

function Subject({ request }: { readonly request: ShownRequest }) {
  const { requester, role, account, duration } = request;
  return (
    <>
      <div className="typed">
        <b>
          <PersonName>{requester.name}</PersonName>
        </b>
        : <b>{role.name}</b> {texts.in} <b>{account.name}</b> ({account.id}), {duration}
        <Starts request={request} />
      </div>
      <ShortWhy request={request} />
      <ShortFacts request={request} />
    </>
  );
}

function ShortSubject({ request: { requester, role, account } }: { readonly request: ShownRequest }) {
  return (
    <>
      <PersonName>{requester.name}</PersonName>: {texts.subject(role.name, account.name)}.
    </>
  );
}

function idsOf(requests: readonly ShownRequest[]): string {
  return requests.map(({ id }) => id).join("+");
}
