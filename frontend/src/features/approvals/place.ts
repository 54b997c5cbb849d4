import { useNavigate, useSearchParams } from "react-router";

const name = "request";

/** Where a request of the queue is open. */
export function placeOf(id: string): string {
  return `/approvals?${new URLSearchParams({ [name]: id })}`;
}

/** Which request is open, as the address says: so a reload, the way back and a new sign-in lead to the same one. */
export function useOpenRequest() {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const id = query.get(name) ?? undefined;
  const open = (next: string | undefined, options: { readonly replace?: boolean } = {}) =>
    navigate(next === undefined ? "/approvals" : placeOf(next), options);
  return [id, open] as const;
}
