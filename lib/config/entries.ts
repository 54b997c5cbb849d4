import { mismatch } from "./mismatch.ts";
import { type Finding, type Path, shownPath } from "./yaml-file.ts";

/** Entries that were there already, without regard to case; undefined ones are passed over. */
export function* twice(values: readonly (string | undefined)[], pathOf: (i: number) => Path): Generator<Finding> {
  const first = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    if (value === undefined) continue;
    const earlier = first.get(value.toLowerCase());
    const path = pathOf(i);
    if (earlier === undefined) first.set(value.toLowerCase(), i);
    else {
      const kind = path.at(-1) === "id" ? "id" : "name";
      yield { path, message: mismatch(value, `another ${kind}: ${shownPath(pathOf(earlier))} has this one`) };
    }
  }
}

/** Whether neither list has an entry. A list that could not be read may have had some. */
export function namesNobody(who: { readonly groups?: unknown; readonly people?: unknown }): boolean {
  const isNone = (list: unknown) => Array.isArray(list) && list.length === 0;
  return (!("groups" in who) || isNone(who.groups)) && (!("people" in who) || isNone(who.people));
}
