import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { catalogSchema } from "./config/catalog-schema.ts";
import { deploymentSchema } from "./config/deployment-schema.ts";
import { policySchema } from "./config/policy-schema.ts";

// Writes config/schema/*.schema.json, by which editors help with the YAML files. With --check it writes nothing and fails
// where one of them is not what it would write.

const schemas = { deployment: deploymentSchema, catalog: catalogSchema, policy: policySchema };
const usage = "usage: node lib/write-schemas.ts [--check]";

const options = process.argv.slice(2);
if (options.includes("--help")) console.log(usage);
else if (options.some((option) => option !== "--check")) fail(`found ${options.join(" ")}; ${usage}`);
else {
  const stale = Object.entries(schemas).filter(([name, schema]) => {
    const path = fileURLToPath(new URL(`../config/schema/${name}.schema.json`, import.meta.url));
    const text = `${JSON.stringify(z.toJSONSchema(schema, { target: "draft-7", io: "input" }), null, 2)}\n`;
    if (!options.includes("--check")) writeFileSync(path, text);
    return options.includes("--check") && readIfThere(path) !== text;
  });
  if (stale.length > 0)
    fail(`config/schema: ${stale.map(([name]) => name).join(", ")} out of date: run node lib/write-schemas.ts`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
