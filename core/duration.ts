/** Reads `2h`, `90m` or `1h30m` as seconds; undefined for anything else, and for nothing at all (`0m`). */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:([0-9]{1,4})h)?(?:([0-9]{1,5})m)?$/.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60;
  return seconds > 0 ? seconds : undefined;
}

/** Writes seconds as `2h`, `30m` or `1h30m`; parts of a minute are rounded up. */
export function formatDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return `${h > 0 ? `${h}h` : ""}${m > 0 || h === 0 ? `${m}m` : ""}`;
}
