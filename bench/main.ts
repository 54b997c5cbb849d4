import { rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { synthesize } from "../local/synth.ts";
import { approve } from "./approve.ts";
import { ask } from "./ask.ts";
import { bundles } from "./bundles.ts";
import { catalog } from "./catalog.ts";
import { credentials } from "./credentials.ts";
import { dashboard } from "./dashboard.ts";
import { shippedConfig } from "./hub.ts";
import { lastApprovalToCredentials } from "./last-approval-to-credentials.ts";
import type { Question, Row } from "./measure.ts";
import { json, table } from "./report.ts";
import { startUp } from "./start-up.ts";

let synthesized: Promise<string> | undefined;
/** The shipped config, synthesized when first asked for. */
const assembly = () => {
  synthesized ??= synthesize(shippedConfig);
  return synthesized;
};

const questions: readonly Question[] = [
  ask(assembly),
  approve(assembly),
  credentials(assembly),
  lastApprovalToCredentials(assembly),
  catalog,
  bundles(assembly),
  startUp,
  dashboard(assembly),
];

const usage = `usage: npm run bench -- [--only NAME]… [--json FILE]

Measures how fast Stint is on this machine, on embedded parts, each against a floor or a goal. Takes about four minutes.
Goals that are missed are shown; the exit code is 1 only when something broke.

--only NAME  Only this question; may be given several times:
${questions.map(({ name, about }) => `             ${name.padEnd(29)}${about}`).join("\n")}
--json FILE  Writes the rows to a file as well.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      json: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const names = questions.map(({ name }) => name);
  const unknown = values.only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no question ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  const rows: Row[] = [];
  for (const { name, run } of questions)
    if (values.only?.includes(name) ?? true) rows.push(...(await run((what) => console.error(`${name}: ${what} …`))));
  console.log(table(rows));
  if (values.json !== undefined) writeFileSync(values.json, json(rows));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  const folder = await synthesized?.catch(() => undefined);
  if (folder !== undefined) rmSync(folder, { recursive: true });
}
