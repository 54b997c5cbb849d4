import { texts as all } from "../../ui/texts/ask.ts";

const phrases = all.pattern;

/** What a pattern takes, in words, and a value that it takes. */
export interface PatternWords {
  readonly words: string;
  readonly example: string;
}

interface Part {
  /** A text, or several of which one stands there. */
  readonly texts?: readonly string[];
  readonly words?: string;
  readonly example: string;
}

const kinds = [
  { source: /^(?:\[0-9\]|\\d)/, one: phrases.kinds.digit, sample: "123456789012" },
  { source: /^\[A-Z\]/, one: phrases.kinds.capital, sample: "ABCDEFGHIJKL" },
  { source: /^\[a-z\]/, one: phrases.kinds.small, sample: "abcdefghijkl" },
  { source: /^\[A-Za-z\]/, one: phrases.kinds.letter, sample: "Abcdefghijkl" },
] as const;

/**
 * Explains a simple pattern: texts, a choice between texts, digits and letters, one after another. Undefined for any other,
 * which has to speak for itself.
 */
export function patternWords(pattern: string): PatternWords | undefined {
  const parts = joined(partsOf(pattern) ?? []);
  if (parts.length === 0) return undefined;
  const example = parts.map((part) => part.example).join("");
  // The whole value has to match, so what does not is an explanation gone wrong.
  if (!new RegExp(`^(?:${pattern})$`, "u").test(example)) return undefined;
  const words = parts.map(({ texts, words = "" }) => (texts ? texts.map(phrases.text).join(phrases.or) : words));
  return { words: words.join(phrases.next), example };
}

function partsOf(pattern: string): Part[] | undefined {
  const parts: Part[] = [];
  let rest = pattern;
  while (rest !== "") {
    const read = choice(rest) ?? characters(rest) ?? text(rest);
    if (read === undefined) return undefined;
    parts.push(read.part);
    rest = rest.slice(read.length);
  }
  return parts;
}

interface Read {
  readonly part: Part;
  readonly length: number;
}

/** `(INC|CHG)`, of plain texts. */
function choice(pattern: string): Read | undefined {
  const [all, inner] = /^\((?:\?:)?([\w-]+(?:\|[\w-]+)*)\)(?![?*+{])/.exec(pattern) ?? [];
  const texts = inner?.split("|");
  if (all === undefined || texts?.[0] === undefined) return undefined;
  return { part: { texts, example: texts[0] }, length: all.length };
}

/** `[0-9]+`, `[A-Z]{2}`, `\d{4,6}`. */
function characters(pattern: string): Read | undefined {
  for (const { source, one, sample } of kinds) {
    const set = source.exec(pattern)?.[0];
    if (set === undefined) continue;
    const after = pattern.slice(set.length);
    const [all = "", least, most] = /^\{(\d+)(?:,(\d+))?\}/.exec(after) ?? /^\+/.exec(after) ?? [];
    if (/^[?*{]/.test(after.slice(all.length))) return undefined;
    const from = Number(least ?? (all === "+" ? 3 : 1));
    if (from > sample.length || from === 0) return undefined;
    const words =
      all === "+"
        ? phrases.some(one)
        : most === undefined
          ? phrases.exactly(from, one)
          : phrases.between(from, Number(most), one);
    return { part: { words, example: sample.slice(0, from) }, length: set.length + all.length };
  }
  return undefined;
}

/** Characters that mean themselves. */
function text(pattern: string): Read | undefined {
  const [all] = /^(?:[\w\-#/:@ ](?![?*+{]))+/.exec(pattern) ?? [];
  return all === undefined ? undefined : { part: { texts: [all], example: all }, length: all.length };
}

/** A text after a choice belongs to each of its texts. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const before = all.at(-1);
    if (before?.texts && part.texts?.length === 1) {
      const texts = before.texts.map((text) => text + part.texts?.[0]);
      all[all.length - 1] = { texts, example: texts[0] ?? "" };
    } else all.push(part);
  }
  return all;
}
