import { keepPreviousData, type QueryClient, useQuery } from "@tanstack/react-query";
import type { ShownAnalysis } from "../../../../core/api.ts";
import type { SentAsk } from "../../../../core/input.ts";
import { post } from "../../ui/api.ts";
import { useSettled } from "./settled.ts";

/** Milliseconds without a change from which the policy is asked again. */
const pause = 250;

const keyOf = (text: string) => ["preview", text] as const;

/**
 * What the policy says to the ask as it stands: at first, after each change, and now and then, for a sign-in grows old.
 * `current` once it is about this very body.
 */
export function usePreview(body: SentAsk) {
  const text = JSON.stringify(body);
  const settled = useSettled(text, pause);
  const { data, error, refetch, isPending, isPlaceholderData } = useQuery({
    queryKey: keyOf(settled),
    queryFn: ({ signal }) => post<ShownAnalysis>("/requests/preview", JSON.parse(settled), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
    // Each pause in typing makes one; nobody comes back to them.
    gcTime: 10_000,
    // Without a network it is said that nothing could be found out.
    networkMode: "always",
  });
  return { data, error, refetch, current: text === settled && !isPending && !isPlaceholderData };
}

/** What the policy said when the ask was made in earnest. */
export function toldPreview(client: QueryClient, body: SentAsk, analysis: ShownAnalysis): void {
  client.setQueryData(keyOf(JSON.stringify(body)), analysis);
}
