import Button from "@cloudscape-design/components/button";
import { useEffect, useRef, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { Failure } from "../../ui/failure.tsx";
import { MoveDialog } from "../../ui/move-dialog.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { type CommentedMove, soon, useQueue, useReadAhead } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/approvals.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { touched, useWide } from "../../ui/wide.ts";
import { useDecision } from "./decision.ts";
import { entryId, entryInFocus, nothingId, openId, useFocus } from "./focus.ts";
import { Judge } from "./judge.tsx";
import { Nothing } from "./nothing.tsx";
import { useOpenRequest } from "./place.ts";
import { Queue } from "./queue.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import "./approvals.css";

/** Pixels from which the list and the open request stand side by side. */
const sideBySide = 1100;

/** What waits for this person's decision: a list, and beside it (on a phone, in its place) the one that is being judged. */
export default function ApprovalsPage() {
  const queue = useQueue(soon);
  const waiting = queue.data ?? [];
  const ids = waiting.map(({ id }) => id);
  const wide = useWide(sideBySide);
  const [open, go] = useOpenRequest();
  const [marked, setMarked] = useState<readonly string[]>([]);
  const [helping, setHelping] = useState(false);
  const { deciding, begin, end } = useDecision(queue.data);
  const list = useRef<HTMLUListElement>(null);
  const focus = useFocus(deciding !== undefined);

  const chosen = marked.filter((id) => ids.includes(id));
  const after = nextOf(ids, open);
  useReadAhead(after);

  // Side by side there is always one to look at. It never changes by itself under the eyes of whoever reads it.
  const first = ids[0];
  useEffect(() => {
    if (wide && open === undefined && first !== undefined) go(first, { replace: true });
  });

  const show = (id: string | undefined) => {
    go(id, { replace: true });
    focus(id === undefined ? nothingId : wide ? entryId(id) : openId(id), !wide);
  };
  const current = () => entryInFocus(ids) ?? open;
  const walk = (by: 1 | -1) => {
    const from = current();
    const at = from === undefined ? -1 : ids.indexOf(from);
    const to = ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
    if (to === undefined) return;
    if (open === undefined) focus(entryId(to));
    else show(to);
  };
  const decide = (move: CommentedMove) => {
    const at = current();
    const about = chosen.length > 0 ? chosen : at === undefined ? [] : [at];
    begin(move, among(waiting, about));
  };
  const decided = (done: readonly ShownRequest[], left: boolean) => {
    if (left) return;
    end();
    const gone = done.map(({ id }) => id);
    setMarked(chosen.filter((id) => !gone.includes(id)));
    const others = ids.filter((id) => id === open || !gone.includes(id));
    if (open === undefined && gone.length > 0) focus(others[0] === undefined ? nothingId : entryId(others[0]));
    if (open !== undefined && gone.includes(open)) show(nextOf(others, open));
  };
  const choose = (id: string | undefined) => {
    if (id === undefined || !ids.includes(id)) return;
    setMarked(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };

  const [keys, setKeys] = useShortcuts(
    {
      next: () => walk(1),
      previous: () => walk(-1),
      choose: () => choose(current()),
      approve: () => decide("approve"),
      reject: () => decide("reject"),
      help: () => setHelping(true),
    },
    list,
  );

  const judge = open !== undefined && (
    <Judge
      key={open}
      id={open}
      listed={waiting.find(({ id }) => id === open)}
      back={!wide && <PlaceLink href="/approvals">{texts.back(waiting.length)}</PlaceLink>}
      onMove={(move, request) => begin(move, [request])}
      next={after !== undefined && <Button onClick={() => show(after)}>{texts.next}</Button>}
    />
  );
  return (
    <>
      {!wide && judge ? (
        judge
      ) : (
        <Page
          title={texts.title}
          {...(queue.data && { counter: `(${waiting.length})` })}
          description={texts.description}
          actions={!touched.matches && <Button onClick={() => setHelping(true)}>{texts.keys.button}</Button>}
        >
          {queue.error && (
            <Failure
              error={queue.error}
              retry={() => void queue.refetch()}
              {...(queue.data && { title: shared.stale })}
            />
          )}
          {queue.isPending && !queue.error && <PageLoading />}
          <div className={judge ? "approvals side" : "approvals"}>
            {queue.data && waiting.length === 0 && <Nothing />}
            {waiting.length > 0 && (
              <Queue
                ref={list}
                requests={waiting}
                open={open}
                chosen={chosen}
                onChoose={setMarked}
                replaces={wide}
                onOpen={(id) => focus(openId(id), !wide)}
                onMove={(move) => begin(move, among(waiting, chosen))}
              />
            )}
            {judge}
          </div>
        </Page>
      )}
      {deciding && (
        <MoveDialog
          move={deciding.move}
          requests={deciding.requests}
          keptAs={deciding.ids.join("+")}
          onClose={decided}
        />
      )}
      {helping && <ShortcutsDialog on={keys} onChange={setKeys} onClose={() => setHelping(false)} />}
    </>
  );
}

/** The one behind this in the list, and from the last one the first; undefined when there is no other. */
function nextOf(ids: readonly string[], id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const others = ids.filter((other) => other !== id);
  return ids[ids.indexOf(id) + 1] ?? others[0];
}

function among(requests: readonly ShownRequest[], ids: readonly string[]): readonly ShownRequest[] {
  return requests.filter(({ id }) => ids.includes(id));
}
