import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { readWhole, readWholes } from "./read-wholes.ts";
import { often, type Verdicts } from "./verdicts.ts";

/**
 * Verifies by itself the histories of the requests on show, those that are not known yet; not while `busy`, when all of them
 * are being read. What cannot be read stays as it is until somebody asks for it.
 */
export function useVerifyShown(requests: readonly ShownRequest[], verdicts: Verdicts, busy: boolean): void {
  const client = useQueryClient();
  const verify = useEffectEvent(async (signal: AbortSignal) => {
    if (busy) return;
    await readWholes(
      requests.filter(({ id }) => !verdicts.has(id)),
      {
        signal,
        read: (id) => readWhole(client, id),
        onWhole(listed, whole) {
          verdicts.learn(listed, whole);
          verdicts.show(often);
        },
        onFailed() {},
      },
    );
    if (!signal.aborted) verdicts.show();
  });
  const ids = requests.map(({ id }) => id).join();
  useEffect(() => {
    if (ids === "") return;
    const controller = new AbortController();
    void verify(controller.signal);
    return () => controller.abort();
  }, [ids]);
}
