import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ShownAnalysis, ShownRule, ShownWhole } from "../../../../core/api.ts";
import type { SentAsk } from "../../../../core/input.ts";
import { ApiError, post } from "../../ui/api.ts";
import { useLookAgain } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/ask.ts";
import { type AskDraft, askKey } from "./ask-draft.ts";
import { toldPreview } from "./preview.ts";

/** What came of asking: the request, or why there is none. */
type Outcome = { readonly request: ShownWhole } | { readonly request?: never; readonly error: unknown };

/** Asks, one at a time; however often it is sent, the same draft asking for the same makes one request. */
export function useSubmit() {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const running = useRef(false);
  const client = useQueryClient();
  const lookAgain = useLookAgain();

  /** Undefined while an earlier press is still under way. */
  const submit = async (draft: AskDraft, body: SentAsk, rule: ShownRule): Promise<Outcome | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setSending(true);
    setError(undefined);
    try {
      if (!onlineManager.isOnline()) throw new Error(texts.failed.offline);
      const headers = { "idempotency-key": await askKey(draft, body) };
      const request = await post<ShownWhole>("/requests", body, { headers });
      void lookAgain();
      return { request };
    } catch (error) {
      const unmet = unmetIn(error);
      if (unmet) toldPreview(client, body, { allowed: false, rule, unmet });
      setError(error);
      return { error };
    } finally {
      running.current = false;
      setSending(false);
    }
  };
  return { submit, sending, error };
}

function unmetIn(error: unknown): ShownAnalysis["unmet"] | undefined {
  return error instanceof ApiError ? Object(error.details).unmet : undefined;
}
