import { accepts, type FilterFields, type FilterKey } from "./audit-filter.ts";

/** By the values that a part of the filter takes: what people call them. */
export type Names = ReadonlyMap<string, readonly string[]>;

/** Whatever a filter may be about, as far as the form has heard of it. */
export type Known = Readonly<Partial<Record<FilterKey, Names>>>;

/** The fields, with its value instead of each text that means one known thing; case makes no difference. */
export function recognized(fields: FilterFields, known: Known): FilterFields {
  const texts = Object.entries(fields) as [FilterKey, string][];
  return Object.fromEntries(texts.map(([key, text]) => [key, meantBy(key, text.trim(), known[key])])) as FilterFields;
}

function meantBy(key: FilterKey, text: string, names: Names = new Map()): string {
  if (names.has(text)) return text;
  const wanted = folded(text);
  const values = [...names.keys()].filter((value) => folded(value) === wanted);
  // People choose their names: one that reads like an address must not stand for whoever has that address.
  const called = accepts[key](text) ? [] : [...names].filter(([, all]) => all.some((name) => folded(name) === wanted));
  const [found = text, ...more] = values.length > 0 ? values : called.map(([value]) => value);
  return more.length === 0 ? found : text;
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
