import { useCallback, useRef } from "react";
import { useLocation, useSearchParams } from "react-router";

/**
 * What is searched for: it stands in the address as `?q=`, so that back returns to it. `visit` changes when somebody came by
 * a link or went back, and not by typing.
 */
export function useSearchPlace() {
  const { key, state } = useLocation();
  const [params, setParams] = useSearchParams();
  const visit = useRef(key);
  if (Object(state).typed !== true) visit.current = key;
  const search = useCallback(
    (text: string) => setParams(text === "" ? {} : { q: text }, { replace: true, state: { typed: true } }),
    [setParams],
  );
  return { query: (params.get("q") ?? "").trim(), search, visit: visit.current };
}
