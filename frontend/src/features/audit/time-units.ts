/** Milliseconds of what an axis can count in. */
export const timeUnits = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export type TimeUnit = keyof typeof timeUnits;

/** The largest of the units of which the longest of some times has more than two, or else the smallest. */
export function unitFor<Unit extends TimeUnit>(longest: number, units: readonly [Unit, ...Unit[]]): Unit {
  return units.findLast((unit) => longest > 2 * timeUnits[unit]) ?? units[0];
}
