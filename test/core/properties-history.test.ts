import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, type HistoryEvent, sealed, verify } from "../../core/history.ts";
import { seeded } from "./arbitraries.ts";
import { life, play } from "./lives.ts";

/** The value with its keys in the order that the seed gives them, at every depth. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => shuffled(entry, seed));
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [key, shuffled(member, seed)]);
  const order = (key: string) => Math.sin(seed + key.length * 7 + (key.codePointAt(0) ?? 0));
  return Object.fromEntries(members.sort(([a], [b]) => order(a) - order(b)));
}

const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe("the canonical text of a JSON value", () => {
  test("reads back as that value, so that different values have different texts", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isDeepStrictEqual(JSON.parse(canonical(value)), value)).toBe(true);
      }),
      { ...seeded, numRuns: 500 },
    );
  });

  test("is the same whatever the order of the keys", () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, seed) => {
        expect(canonical(shuffled(value, seed))).toBe(canonical(value));
      }),
      { ...seeded, numRuns: 500 },
    );
  });
});

/** Histories as they come out of the table. */
const histories = life.map((it) => JSON.parse(JSON.stringify(play(it).at(-1)!.request.history)) as HistoryEvent[]);

/** Paths to everything that an event holds, whole objects and lists among them. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (value === null || typeof value !== "object") return [path];
  const below = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

/** A copy of the event with what stands at the path changed. */
function changed(event: HistoryEvent, path: readonly string[], change: (was: unknown) => unknown): HistoryEvent {
  const copy = structuredClone(event);
  let at = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const key = path.at(-1)!;
  const value = change(at[key]);
  if (value === undefined) delete at[key];
  else at[key] = value;
  return copy;
}

const changes: readonly ((was: unknown) => unknown)[] = [
  () => undefined,
  (was) => (was === null ? 0 : null),
  (was) => (typeof was === "string" ? `${was} ` : `${was}`),
  (was) => (typeof was === "number" ? was + 1 : [was]),
  (was) => ({ was }),
];

describe("verify", () => {
  test("finds nothing wrong with what moves have written", () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(verify(history)).toBeUndefined();
      }),
      seeded,
    );
  });

  test("names the event in which anything at all was changed or taken out", () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), fc.constantFrom(...changes), (history, which, where, change) => {
        const i = which % history.length;
        const paths = pathsOf(history[i]!);
        const forged = history.with(i, changed(history[i]!, paths[where % paths.length]!, change));
        expect(verify(forged)).toBe(forged[i]);
      }),
      { ...seeded, numRuns: 200 },
    );
  });

  test("names the event to which anything was added", () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.string(), fc.jsonValue(), (history, which, name, value) => {
        const i = which % history.length;
        fc.pre(name !== "seal" && !Object.hasOwn(history[i]!, name));
        const forged = history.with(i, { ...history[i]!, [name]: value });
        expect(verify(forged)).toBe(forged[i]);
      }),
      seeded,
    );
  });

  test("names what stands where an event was taken out of the middle or the beginning", () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, which) => {
        fc.pre(history.length > 1);
        const i = which % (history.length - 1);
        const forged = history.toSpliced(i, 1);
        expect(verify(forged)).toBe(forged[i]);
      }),
      seeded,
    );
  });

  test("names the first of two events that were swapped", () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), (history, one, other) => {
        const [i, j] = [one % history.length, other % history.length].sort((a, b) => a - b) as [number, number];
        fc.pre(i !== j);
        const forged = history.with(i, history[j]!).with(j, history[i]!);
        expect(verify(forged)).toBe(forged[i]);
      }),
      seeded,
    );
  });

  test("names what was put in, from this history or another, and numbered to fit", () => {
    fc.assert(
      fc.property(histories, histories, fc.nat(), fc.nat(), fc.boolean(), (history, others, where, which, renumber) => {
        const i = where % (history.length + 1);
        const other = others[which % others.length]!;
        const put = renumber ? { ...other, seq: i + 1 } : other;
        const forged = history.toSpliced(i, 0, put);
        // The very event that stands there fits; then the one behind it is what was put in.
        const fits = isDeepStrictEqual(put, history[i]) || verify([...history.slice(0, i), put]) === undefined;
        expect(verify(forged)).toBe(forged[fits ? i + 1 : i]);
      }),
      seeded,
    );
  });
});

describe("what a seal covers", () => {
  test("is another for every decision, and within what KMS takes", () => {
    fc.assert(
      fc.property(histories, histories, (one, other) => {
        const texts = [one, other].map((history) =>
          history
            .filter(({ type }) => type === "approved" || type === "rejected")
            .map((decision) => sealed(history, decision)),
        );
        for (const some of texts) expect(new Set(some).size).toBe(some.length);
        for (const text of texts.flat()) expect(Buffer.byteLength(text)).toBeLessThan(4096);
        if (one[0]?.hash !== other[0]?.hash) expect(texts[0]!.filter((text) => texts[1]!.includes(text))).toEqual([]);
      }),
      seeded,
    );
  });
});
