/** The page of a request. */
export function requestAddress(id: string): string {
  return `/requests/${encodeURIComponent(id)}`;
}

/** Where a role in an account (by its id) is asked for; filled in from the request `again`, where one is named. */
export function askAddress(account: string, role: string, again?: string): string {
  const query = again === undefined ? "" : `?again=${encodeURIComponent(again)}`;
  return `/ask/${encodeURIComponent(account)}/${encodeURIComponent(role)}${query}`;
}
