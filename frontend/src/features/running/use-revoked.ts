import { useDraft } from "../../ui/draft.ts";

/** The requests that were revoked on this visit, newest first: known for as long as the tab is open. */
export function useRevoked() {
  const [ids, setIds] = useDraft<readonly string[]>("running/taken", []);
  return {
    ids,
    add: (more: readonly string[]) => setIds([...more, ...ids.filter((id) => !more.includes(id))]),
    putAway: (which: readonly string[]) => setIds(ids.filter((id) => !which.includes(id))),
  };
}
