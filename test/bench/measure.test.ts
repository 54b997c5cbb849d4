import { describe, expect, test } from "vitest";
import { compare, type Pair, percentile, row } from "../../bench/measure.ts";

const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

describe("a percentile", () => {
  test("is the value that so many of a hundred samples do not exceed, in whatever order they came", () => {
    expect(percentile(hundred.toReversed(), 50)).toBe(50);
    expect(percentile(hundred, 95)).toBe(95);
    expect(percentile([7], 95)).toBe(7);
  });

  test("is refused where there are no samples", () => {
    expect(() => percentile([], 50)).toThrow("there are no samples");
  });
});

describe("a row", () => {
  test("holds the ratio of the medians against its goal", () => {
    const goal = { of: "ratio", most: 2 } as const;
    expect(row("ask", [3, 4, 5], { floor: [1, 2, 9], goal })).toMatchObject({ p50: 4, floor: 2, ratio: 2, ok: true });
    expect(row("ask", [3, 5, 5], { floor: [1, 2, 9], goal })).toMatchObject({ ratio: 2.5, ok: false });
  });

  test("holds a percentile against its goal", () => {
    const goal = { of: "p95", most: 50 } as const;
    expect(row("page", hundred, { goal })).toMatchObject({ n: 100, p50: 50, p95: 95, ok: false });
  });

  test("says neither yes nor no without a goal", () => {
    expect(row("way", [1])).toEqual({ name: "way", unit: "ms", n: 1, p50: 1, p95: 1 });
  });
});

describe("a comparison", () => {
  const goal = { of: "ratio", most: 2 } as const;
  /** Sides that make these calls and note who ran. */
  function sides(measured: readonly string[], floor: readonly string[]) {
    const ran: string[] = [];
    let made: readonly string[] = [];
    const side = (name: string, calls: readonly string[]) => async () => {
      ran.push(name);
      made = calls;
    };
    const pair = async (): Promise<Pair> => ({
      measured: side("route", measured),
      floor: side("floor", floor),
      settled: side("settled", []),
    });
    return { ran, pair, calls: () => made };
  }

  test("takes turns, each side as often first as second, and waits after each", async () => {
    const { ran, ...options } = sides(["Query", "PutItem"], ["Query", "PutItem"]);
    const found = await compare("ask", { n: 1, warmUp: 1, goal, ...options });
    expect(found).toMatchObject({ n: 1, calls: ["Query", "PutItem"] });
    expect(ran.join(" ")).toBe("route settled floor settled floor settled route settled");
  });

  test("is refused where the floor makes other AWS calls than the route", async () => {
    const { ran: _, ...options } = sides(["Query", "PutItem"], ["Query", "Query", "PutItem"]);
    await expect(compare("ask", { n: 1, warmUp: 0, goal, ...options })).rejects.toThrow(
      "ask makes the calls Query, PutItem; its floor makes Query, Query, PutItem",
    );
  });
});
