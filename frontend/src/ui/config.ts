import type { PublicConfig } from "../../../core/api.ts";

const key = "stint.config";
let loading: Promise<PublicConfig> | undefined;

/** Asked for once a tab: it changes with a deployment only, and a new sign-in asks again. */
export function publicConfig(): Promise<PublicConfig> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Has the next {@link publicConfig} ask again: for a new sign-in. */
export function forgetConfig(): void {
  loading = undefined;
  sessionStorage.removeItem(key);
}

async function load(): Promise<PublicConfig> {
  const kept = sessionStorage.getItem(key);
  if (kept !== null) return JSON.parse(kept) as PublicConfig;
  const response = await fetch("/api/config");
  if (!response.ok) throw new Error(`GET /api/config was answered ${response.status}`);
  const config = (await response.json()) as PublicConfig;
  sessionStorage.setItem(key, JSON.stringify(config));
  return config;
}
