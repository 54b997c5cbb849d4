import { useCallback, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useSettled } from "./settled.ts";

/** Milliseconds after the last press from which a search is worth asking for. */
const pause = 120;

/** What is typed into the search, and what is searched for: the same a moment later, kept as `?q=` so that back returns to it. */
export function useSearchText() {
  const [params, setParams] = useSearchParams();
  const inPlace = params.get("q") ?? "";
  const [typed, setTyped] = useState(inPlace);
  const query = useSettled(typed, pause).trim();
  const written = useRef(inPlace);

  useEffect(() => {
    if (written.current === query) return;
    written.current = query;
    setParams(query === "" ? {} : { q: query }, { replace: true });
  }, [query, setParams]);

  // Somebody followed a link to this page, or went back.
  useEffect(() => {
    if (written.current === inPlace) return;
    written.current = inPlace;
    setTyped(inPlace);
  }, [inPlace]);

  const clear = useCallback(() => setTyped(""), []);
  return { typed, type: setTyped, clear, query, settled: typed.trim() === query };
}
