/** Text in which names (of groups, people, roles, rules) are marked, so that they can stand out. */
export type Words = readonly (string | { readonly name: string })[];

/** A sentence around other words: say`${who} may ask for ${what}`. */
export function say(strings: TemplateStringsArray, ...values: readonly (string | Words)[]): Words {
  return strings.flatMap((text, at) => {
    const value = values[at] ?? [];
    return [...(text === "" ? [] : [text]), ...(typeof value === "string" ? [value] : value)];
  });
}

/** Each name by itself. */
export function named(names: readonly string[]): readonly Words[] {
  return names.map((name) => [{ name }]);
}

/** `a`, `a or b`, `a, b or c`; the joint brings its own spaces. */
export function listed(items: readonly Words[], joint: string, comma = ", "): Words {
  return items.flatMap((item, at) => {
    const before = at === 0 ? [] : [at === items.length - 1 ? joint : comma];
    return [...before, ...item];
  });
}

/** The words without marks. */
export function plain(words: Words): string {
  return words.map((part) => (typeof part === "string" ? part : part.name)).join("");
}
