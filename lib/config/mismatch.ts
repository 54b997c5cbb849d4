/** `found "DatabaseAdmn", expected one of …; did you mean DatabaseAdmin?`, the last part where a candidate is near. */
export function mismatch(found: unknown, expected: string, candidates: Iterable<string> = []): string {
  const meant = typeof found === "string" ? nearest(found, candidates) : undefined;
  return `found ${shown(found)}, expected ${expected}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

/** `one of a, b, c`; of more than a dozen only how many there are and of what: `one of the 50 roles of the catalog`. */
export function oneOf(names: Iterable<string>, kind: string): string {
  const all = [...names];
  if (all.length > 12) return `one of the ${all.length} ${kind}`;
  return all.length === 1 ? `${all[0]}` : `one of ${all.join(", ")}`;
}

/** A value in an error message, with what one cannot see in it spelt out. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  const text = (typeof value === "string" ? JSON.stringify(value) : String(value)).replace(
    /\p{C}/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The candidate that a misspelt name most likely means. */
function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const given = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue;
    const edits = distance(given, candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** How many letters have to be added, dropped, changed or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
