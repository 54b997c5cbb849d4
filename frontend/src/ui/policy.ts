import { useQuery } from "@tanstack/react-query";
import type { ShownPolicy } from "../../../core/api.ts";
import { get } from "./api.ts";

/** The rules that concern this person. `staleTime`: milliseconds for which what is here already will do. */
export function usePolicy(options: { readonly staleTime?: number } = {}) {
  return useQuery({
    queryKey: ["policy"],
    queryFn: ({ signal }) => get<ShownPolicy>("/policy", signal),
    ...options,
  });
}
