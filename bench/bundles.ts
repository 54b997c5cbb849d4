import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundling } from "../lib/bundles.ts";
import { loadConfig } from "../lib/config.ts";
import { functionsOf } from "../local/deployed.ts";
import type { LocalFunction } from "../local/functions.ts";
import { loadTemplate } from "../local/template.ts";
import { newFolder, shippedConfig } from "./hub.ts";
import { type Question, type Row, row } from "./measure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Imports of each bundle, each in a process of its own, without a compile cache. */
const n = 15;

/** Size of each function's bundle, and the time that its import takes, against that of the SDK clients it needs alone. */
export function bundles(assembly: () => Promise<string>): Question {
  return {
    name: "bundles",
    about: "size and import of each function's bundle, against the import of the SDK clients that it needs",
    async run(progress) {
      const deployed = deployedFunctions(await assembly());
      const out = newFolder();
      const rows: Row[] = [];
      try {
        for (const fn of deployed) {
          const name = fn.environment.POWERTOOLS_SERVICE_NAME?.replace("stint-", "") ?? fn.name;
          const bundle = join(fn.dir, "index.mjs");
          const clients = await clientsOf(name);
          progress(`${n} imports of ${name}`);
          const floor = clients && (await bundleOf(clients, join(out, name)));
          const times = { bundle: [] as number[], floor: [] as number[] };
          // The first of each reads the files from the disk.
          for (let i = 0; i <= n; i++) {
            const [own, bare] = [importTime(bundle, fn), floor && importTime(floor, fn)];
            if (i === 0) continue;
            times.bundle.push(own);
            if (bare !== undefined) times.floor.push(bare);
          }
          const size = statSync(bundle).size / 1000;
          rows.push(row(`${name}: size`, [size], { unit: "kB", goal: { of: "p50", most: 1000 } }));
          rows.push(
            row(
              `${name}: import`,
              times.bundle,
              floor === undefined ? {} : { floor: times.floor, goal: { of: "ratio", most: 1.5 } },
            ),
          );
        }
      } finally {
        rmSync(out, { recursive: true });
      }
      return rows;
    },
  };
}

function deployedFunctions(dir: string): readonly LocalFunction[] {
  const { account, region } = loadConfig(shippedConfig).deployment.hub;
  const origin = "http://localhost:4780";
  const values = {
    "AWS::Cognito::UserPool.Ref": "local_stint",
    "AWS::Cognito::UserPool.ProviderURL": origin,
    "AWS::Cognito::UserPoolClient.Ref": (id: string) => id,
    "AWS::ApiGatewayV2::Api.ApiEndpoint": origin,
  };
  return functionsOf(loadTemplate({ dir, stack: "StintHub", account, region, values })).map(({ fn }) => fn);
}

/** A module of nothing but the SDK's clients and commands that are left in a function's bundle; undefined without any. */
async function clientsOf(name: string): Promise<string | undefined> {
  const entryPoints = [join(root, "lambda", name, "index.ts")];
  const { metafile } = await build({ ...bundling, entryPoints, outdir: newFolder(), write: false, metafile: true });
  const names = new Map<string, string[]>();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, client, file] =
        /@aws-sdk\/(client-[\w-]+)\/dist-es\/(?:commands\/)?(\w+(?:Client|Command))\.js$/.exec(path) ?? [];
      if (client && file && bytesInOutput > 0) names.set(client, [...(names.get(client) ?? []), file]);
    }
  if (names.size === 0) return undefined;
  return [...names].map(([client, list]) => `export { ${list.join(", ")} } from "@aws-sdk/${client}";`).join("\n");
}

async function bundleOf(contents: string, outfile: string): Promise<string> {
  const stdin = { contents, resolveDir: root, sourcefile: "clients.ts" };
  const { outExtension: _, ...options } = bundling;
  await build({ ...options, stdin, outfile: `${outfile}.mjs` });
  return `${outfile}.mjs`;
}

const importing =
  "const t = performance.now(); await import(process.argv[1]); console.log(performance.now() - t); process.exit()";

/** Milliseconds of an import in a fresh process with the function's environment. */
function importTime(module: string, fn: LocalFunction): number {
  const env = { ...fn.environment, AWS_REGION: "eu-west-1", AWS_LAMBDA_FUNCTION_NAME: fn.name };
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", importing, module], { env });
  return Number(said.toString());
}
