import { performance } from "node:perf_hooks";

/** What a row is held against: its ratio, a percentile, or its only value (`p50`). Milliseconds, or kB for sizes. */
export interface Goal {
  readonly of: "ratio" | "p50" | "p95";
  readonly most: number;
}

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly unit: "ms" | "kB";
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  /** p50 of the least that it takes; README.md says of which question what that is. */
  readonly floor?: number;
  /** p50 to the floor's p50. */
  readonly ratio?: number;
  readonly goal?: Goal;
  readonly ok?: boolean;
  /** The AWS calls of one run, as they reached the embedded parts; the floor made the same. */
  readonly calls?: readonly string[];
}

/** A question of the bench: one file, some rows. */
export interface Question {
  readonly name: string;
  /** What it measures against which floor, in a line. */
  readonly about: string;
  readonly run: (progress: (what: string) => void) => Promise<readonly Row[]>;
}

/** Milliseconds that the run takes. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Runs a few times unmeasured, then n times; answers the times in milliseconds. */
export async function sample(n: number, run: (i: number) => unknown, warmUp = 10): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + n; i++) {
    const time = await timed(() => run(i));
    if (i >= warmUp) times.push(time);
  }
  return times;
}

/** The value that so many of a hundred samples do not exceed (nearest rank). */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("there are no samples");
  return value;
}

export interface RowOptions {
  readonly unit?: Row["unit"];
  readonly floor?: readonly number[];
  readonly goal?: Goal;
  readonly calls?: readonly string[];
}

/** Sums samples up and holds them against the goal. */
export function row(name: string, samples: readonly number[], options: RowOptions = {}): Row {
  const { unit = "ms", goal, calls } = options;
  const [p50, p95] = [percentile(samples, 50), percentile(samples, 95)];
  const floor = options.floor && percentile(options.floor, 50);
  const ratio = floor === undefined ? undefined : p50 / floor;
  const value = goal && { ratio, p50, p95 }[goal.of];
  return {
    name,
    unit,
    n: samples.length,
    p50,
    p95,
    ...(floor !== undefined && { floor }),
    ...(ratio !== undefined && { ratio }),
    ...(goal && { goal }),
    ...(goal && value !== undefined && { ok: value <= goal.most }),
    ...(calls && { calls }),
  };
}

/** One run of a route, and of its floor on a twin of what it works on. */
export interface Pair {
  readonly measured: () => Promise<unknown>;
  readonly floor: () => Promise<unknown>;
  /** Resolves when what either has set off is at rest. */
  readonly settled: () => Promise<unknown>;
}

export interface CompareOptions {
  readonly n: number;
  /** Pairs that run before, unmeasured. */
  readonly warmUp: number;
  readonly pair: (i: number) => Promise<Pair>;
  /** The AWS calls since the last look. */
  readonly calls: () => readonly string[];
  readonly goal: Goal;
}

/**
 * Runs route and floor in turn, each as often first as second, and never while the other's effects still run. Throws when
 * the floor has made other AWS calls than the route: it would be no floor of it.
 */
export async function compare(name: string, { n, warmUp, pair, calls, goal }: CompareOptions): Promise<Row> {
  const times = { measured: [] as number[], floor: [] as number[] };
  let made: readonly string[] = [];
  for (let i = 0; i < warmUp + n; i++) {
    const sides = await pair(i);
    const madeBy = { measured: "", floor: "" };
    for (const side of i % 2 === 0 ? (["measured", "floor"] as const) : (["floor", "measured"] as const)) {
      calls();
      const time = await timed(sides[side]);
      made = calls();
      madeBy[side] = made.join(", ");
      await sides.settled();
      if (i >= warmUp) times[side].push(time);
    }
    if (madeBy.measured !== madeBy.floor)
      throw new Error(`${name} makes the calls ${madeBy.measured}; its floor makes ${madeBy.floor}`);
  }
  return row(name, times.measured, { floor: times.floor, goal, calls: made });
}
