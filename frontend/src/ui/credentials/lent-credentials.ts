import { useEffect, useRef, useState } from "react";
import type { ShownCredentials } from "../../../../core/api.ts";
import { post } from "../api.ts";
import { requestPath } from "../requests.ts";
import { useServerNow } from "../server-clock.ts";
import { texts } from "../texts/credentials.ts";
import { unwritable } from "./formats.ts";

type Lent =
  | { readonly is: "none" | "working" | "expired" }
  | { readonly is: "refused"; readonly error: unknown }
  | { readonly is: "here"; readonly credentials: ShownCredentials };

/**
 * Credentials of a request, from the call of `get` until they expire or whoever uses this goes. They are in this state only,
 * not in a query's or a mutation's cache, so that then nothing holds them any more.
 */
export function useLentCredentials(id: string): { readonly lent: Lent; readonly get: () => Promise<void> } {
  const [lent, setLent] = useState<Lent>({ is: "none" });
  const call = useRef<AbortController>(undefined);
  useEffect(() => () => call.current?.abort(), []);

  const over =
    useServerNow() >= (lent.is === "here" ? Date.parse(stopsAt(lent.credentials)) : Number.POSITIVE_INFINITY);
  useEffect(() => {
    if (over) setLent({ is: "expired" });
  }, [over]);

  const get = async () => {
    call.current = new AbortController();
    const { signal } = call.current;
    setLent({ is: "working" });
    try {
      const credentials = await post<ShownCredentials>(`${requestPath(id)}/credentials`, {}, { signal });
      const strange = unwritable(credentials);
      if (strange) throw new Error(texts.credentials.strange(strange));
      if (!signal.aborted) setLent({ is: "here", credentials });
    } catch (error) {
      if (!signal.aborted) setLent({ is: "refused", error });
    }
  };
  return { lent, get };
}

/** Credentials expire, or stop working before that because the access ends: shorter ones than 15 minutes STS does not make. */
export function stopsAt({ Expiration, endsAt = Expiration }: ShownCredentials): string {
  return Date.parse(endsAt) < Date.parse(Expiration) ? endsAt : Expiration;
}
