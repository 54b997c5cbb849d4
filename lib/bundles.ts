import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, buildSync } from "esbuild";
import type { Config } from "./config.ts";

const lambda = fileURLToPath(new URL("../lambda/", import.meta.url));

/** The Lambda functions by their folders, and the parts of the config that lie beside each bundle. */
const contents = {
  api: ["policy.json", "catalog.json"],
  decide: ["policy.json"],
  credentials: ["policy.json", "catalog.json"],
  workflow: ["group-mail.json"],
  reconcile: ["policy.json", "catalog.json"],
  "cut-off": ["catalog.json"],
  "pre-token": [],
  witness: [],
} as const satisfies Record<string, readonly (keyof ConfigFiles)[]>;

export type FunctionName = keyof typeof contents;

interface ConfigFiles {
  readonly "policy.json": unknown;
  readonly "catalog.json": unknown;
  readonly "group-mail.json": unknown;
}

/** How esbuild makes a bundle. */
export const bundling = {
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  // Some dependencies are CommonJS and ask for Node's own modules by require.
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  mainFields: ["module", "main"],
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/**
 * Bundles every function at once (one esbuild run, a third of a second) and puts the validated config beside it: a
 * Lambda's environment holds 4 KB, a policy may take more. Answers the folder to take each function's code from.
 */
export function bundleFunctions({ policy, catalog, deployment }: Config): (name: FunctionName) => string {
  const out = mkdtempSync(join(tmpdir(), "stint-bundles-"));
  // The assembly has copies of its own by then.
  process.once("exit", () => rmSync(out, { recursive: true, force: true }));
  const files: ConfigFiles = {
    "policy.json": policy,
    "catalog.json": catalog,
    "group-mail.json": deployment.mail.groups,
  };
  const names = Object.keys(contents) as FunctionName[];
  refuseUnlisted(names);
  buildSync({
    entryPoints: names.map((name) => ({ in: join(lambda, name, "index.ts"), out: join(name, "index") })),
    outdir: out,
    ...bundling,
  });
  for (const name of names) {
    mkdirSync(join(out, name), { recursive: true });
    for (const file of contents[name]) writeFileSync(join(out, name, file), JSON.stringify(files[file]));
  }
  return (name) => join(out, name);
}

/** A folder with an entry that nobody deploys would be a function that is tested and missing. */
function refuseUnlisted(names: readonly string[]): void {
  const found = readdirSync(lambda, { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== "adapters");
  const unlisted = found.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (unlisted.length > 0) throw new Error(`lib/bundles.ts does not list lambda/${unlisted.join(", lambda/")}`);
}
