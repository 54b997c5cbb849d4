import { useEffect, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { useMoving } from "../../ui/request/moving.ts";
import type { CommentedMove } from "../../ui/requests.ts";

/** The decision that is being made, about one request or several; found again in the queue after a reload or a new sign-in. */
export function useDecision(queue: readonly ShownRequest[] | undefined) {
  const { moving, start, stop } = useMoving();
  const [requests, setRequests] = useState<readonly ShownRequest[]>([]);

  useEffect(() => {
    if (!moving || !queue || requests.length > 0) return;
    const waiting = queue.filter(({ id }) => moving.ids.includes(id));
    if (waiting.length > 0) setRequests(waiting);
    else stop();
  });

  const begin = (move: CommentedMove, about: readonly ShownRequest[]) => {
    if (about.length === 0) return;
    setRequests(about);
    start({ move, ids: about.map(({ id }) => id) });
  };
  const end = () => {
    setRequests([]);
    stop();
  };
  const deciding = moving && requests.length > 0 ? { ...moving, requests } : undefined;
  return { deciding, begin, end };
}
