const order = new Intl.Collator("en");

/** Orders two values of a column, ascending: numbers by size, texts as in a dictionary. */
export function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a), String(b));
}
