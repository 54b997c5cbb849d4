import { useQuery } from "@tanstack/react-query";
import { requestPage } from "../../ui/requests.ts";
import { type Wanted, wantedKey } from "./offers.ts";

const most = 6;

/** What this person asked for last, each once, newest first; looked at again with every list of requests. */
export function useRecent() {
  return useQuery({
    queryKey: ["requests", "recent"],
    queryFn: async ({ signal }): Promise<readonly Wanted[]> => {
      const { items } = await requestPage({ view: "mine" }, undefined, signal);
      const byKey = new Map<string, Wanted>();
      for (const { account, role } of items) {
        const wanted = { account, role: role.name };
        if (!byKey.has(wantedKey(wanted))) byKey.set(wantedKey(wanted), wanted);
      }
      return [...byKey.values()].slice(0, most);
    },
    staleTime: 30_000,
  });
}
