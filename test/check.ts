import { spawnSync } from "node:child_process";
import { ConfigError, loadConfig } from "../lib/config.ts";
import { importViolations } from "./import-rules.ts";

/** One check: its name, and what is wrong, or nothing. */
interface Check {
  readonly name: string;
  readonly problems: () => string;
}

const checks: readonly Check[] = [
  { name: "format and lint (Biome)", problems: () => run("biome", "check", "--error-on-warnings") },
  { name: "types (tsc)", problems: () => run("tsc", "-p", ".") },
  { name: "types of the dashboard", problems: () => run("tsc", "-p", "frontend") },
  { name: "types of the dashboard's tests", problems: () => run("tsc", "-p", "test/frontend") },
  { name: "unused files, exports and dependencies (knip)", problems: () => run("knip") },
  { name: "imports between the rooms", problems: () => importViolations(".").join("\n") },
  { name: "the config in config/", problems: configProblems },
  { name: "the config's JSON schemas", problems: () => run("node", "lib/write-schemas.ts", "--check") },
];

/** Runs a command of node_modules/.bin; its output where it failed. */
function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync("npx", ["--no-install", command, ...args], { encoding: "utf8" });
  if (error) return error.message;
  return status === 0 ? "" : `${stdout}${stderr}`.trim() || `${command} ended with ${status}`;
}

function configProblems(): string {
  try {
    loadConfig("config");
    return "";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/** `npm run check`: all of them, also after one has failed, so that one run tells everything. */
for (const { name, problems } of checks) {
  const found = problems();
  console.log(`${found ? "✗" : "✓"} ${name}`);
  if (!found) continue;
  console.log(`${found}\n`);
  process.exitCode = 1;
}
