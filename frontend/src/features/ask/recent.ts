import { useQuery } from "@tanstack/react-query";
import { requestPage } from "../../ui/requests.ts";
import { type Place, placeKey } from "./offers.ts";

const most = 6;

/** What this person asked for last, each once, newest first; looked at again with every list of requests. */
export function useRecent() {
  return useQuery({
    queryKey: ["requests", "recent"],
    queryFn: async ({ signal }): Promise<readonly Place[]> => {
      const { items } = await requestPage({ view: "mine" }, undefined, signal);
      const places = new Map<string, Place>();
      for (const { account, role } of items) {
        const place = { account, role: role.name };
        if (!places.has(placeKey(place))) places.set(placeKey(place), place);
      }
      return [...places.values()].slice(0, most);
    },
    staleTime: 30_000,
  });
}
