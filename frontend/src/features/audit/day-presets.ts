import { addDays, type Day, type Days } from "../../ui/days.ts";

/** Days that are chosen at once: so many until today, or this year. */
export const presets = ["7", "30", "90", "year"] as const;
export type Preset = (typeof presets)[number];

/** The last so many days, today included; or this year until today. */
export function presetDays(preset: Preset, today: Day): Days {
  return { from: preset === "year" ? `${today.slice(0, 4)}-01-01` : addDays(today, 1 - Number(preset)), to: today };
}
