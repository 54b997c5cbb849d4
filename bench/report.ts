import { cpus } from "node:os";
import type { Goal, Row } from "./measure.ts";

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ["", "n", "p50", "p95", "floor p50", "ratio", "goal", "ok"],
    ...rows.map(({ name, unit, n, p50, p95, floor, ratio, goal, ok }) => [
      name,
      String(n),
      shown(p50, unit),
      n > 1 ? shown(p95, unit) : "",
      floor === undefined ? "" : shown(floor, unit),
      ratio === undefined ? "" : ratio.toFixed(2),
      goal ? aim(goal, unit) : "",
      ok === undefined ? "" : ok ? "yes" : "NO",
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const padded = (line: readonly string[]) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  return lines.map((line) => padded(line).trimEnd()).join("\n");
}

/** The rows with the machine that they were measured on, as JSON. */
export function json(rows: readonly Row[]): string {
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  const cores = cpus();
  return `${JSON.stringify({ ...machine, cores: cores.length, cpu: cores[0]?.model, rows }, null, 2)}\n`;
}

function shown(value: number, unit: Row["unit"]): string {
  return `${value.toFixed(value < 1000 ? 1 : 0)} ${unit}`;
}

function aim({ of, most }: Goal, unit: Row["unit"]): string {
  return of === "ratio" ? `ratio <= ${most}` : `${of} <= ${most} ${unit}`;
}
