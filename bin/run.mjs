// Runs a TypeScript file of this project: `node bin/run.mjs local/main.ts …`. Plain JavaScript that any Node reads, so that
// a Node which is too old gets one clear line instead of a syntax error.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const needed = 24;
const [major] = process.versions.node.split(".");

if (Number(major) < needed) {
  console.error(
    `Stint needs Node ${needed} or newer and was started with ${process.versions.node}. \`npm ci\` installs it for this project; with --ignore-scripts it does not: run \`npm ci\` again without.`,
  );
  process.exitCode = 1;
} else {
  process.argv.splice(1, 1);
  await import(pathToFileURL(resolve(process.argv[1])).href);
}
