import { hashKey, type UseQueryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";

/** As `useQuery`, whose error stays until data comes: without data, TanStack's goes away with each further try. */
export function useLastingQuery<Data>(
  options: UseQueryOptions<Data>,
): Pick<UseQueryResult<Data>, "data" | "error" | "isPending" | "refetch"> {
  const { data, error, isPending, refetch } = useQuery(options);
  const key = hashKey(options.queryKey);
  const [last, setLast] = useState<{ readonly key: string; readonly error: Error }>();
  if (error && (last?.error !== error || last.key !== key)) setLast({ key, error });
  const lasting = error ?? (isPending && last?.key === key ? last.error : null);
  return { data, error: lasting, isPending: isPending && lasting === null, refetch };
}
