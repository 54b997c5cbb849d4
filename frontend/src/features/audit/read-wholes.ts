import type { QueryClient } from "@tanstack/react-query";
import type { ShownRequest, ShownWhole } from "../../../../core/api.ts";
import { readRequest } from "../../ui/requests.ts";

/** How many are read at once: the API lets a hundred calls a second through, for everybody together. */
const atOnce = 3;

interface Reading {
  readonly read: (id: string) => Promise<ShownWhole>;
  /** Stops it: what was begun is finished and not told any more. */
  readonly signal: AbortSignal;
  readonly onWhole: (listed: ShownRequest, whole: ShownWhole) => void;
  readonly onFailed: (listed: ShownRequest, error: unknown) => void;
}

/** Reads requests whole, a few at a time and in order. Resolves when each was told, or when it was stopped. */
export async function readWholes(requests: readonly ShownRequest[], reading: Reading): Promise<void> {
  const { read, signal, onWhole, onFailed } = reading;
  const waiting = requests.values();
  const worker = async () => {
    for (const request of waiting) {
      if (signal.aborted) return;
      const told = await read(request.id).then(
        (whole) => () => onWhole(request, whole),
        (error: unknown) => () => onFailed(request, error),
      );
      if (!signal.aborted) told();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** A request with its history as it is now; waits while there is no network. */
export function readWhole(client: QueryClient, id: string): Promise<ShownWhole> {
  return client.fetchQuery({
    queryKey: ["audit", "whole", id],
    queryFn: () => readRequest(id),
    staleTime: 0,
    gcTime: 0,
  });
}
