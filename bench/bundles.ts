import { spawnSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundling } from "../lib/bundles.ts";
import { readStack } from "../local/cloud-assembly.ts";
import { newFolder } from "./hub.ts";
import { type Question, type Row, row } from "./measure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const n = 12;

/** Size of each function's bundle, and the time that its import takes, against that of the SDK clients alone. */
export function bundles(assembly: () => Promise<string>): Question {
  return {
    name: "bundles",
    about: "size and import of each function's bundle, against the import of the SDK clients that it needs",
    async run(progress) {
      const out = newFolder();
      try {
        const rows: Row[] = [];
        for (const deployed of deployedFunctions(await assembly())) {
          progress(`${n} imports of ${deployed.name}`);
          rows.push(...(await rowsOf(deployed, out)));
        }
        return rows;
      } finally {
        rmSync(out, { recursive: true });
      }
    },
  };
}

interface Deployed {
  /** That of its folder in `lambda/`. */
  readonly name: string;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface FunctionsOf {
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly Code?: { readonly S3Key?: string };
    readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
  };
}

/** Stint's functions. What of their environment only a deployment knows is any URL here: an import makes no call. */
function deployedFunctions(assembly: string): readonly Deployed[] {
  const { template, assetPath } = readStack<FunctionsOf>(assembly, "StintHub");
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    const { Code, Environment } = Properties;
    const [, name] = /^stint-(.+)$/.exec(String(Environment?.Variables.POWERTOOLS_SERVICE_NAME)) ?? [];
    const folder = assetPath(String(Code?.S3Key));
    if (Type !== "AWS::Lambda::Function" || name === undefined || folder === undefined) return [];
    const known = Object.entries(Environment?.Variables ?? {});
    const environment = Object.fromEntries(
      known.map(([key, value]) => [key, typeof value === "string" ? value : "http://localhost:4780"]),
    );
    return [{ name, bundle: join(folder, "index.mjs"), environment }];
  });
}

async function rowsOf({ name, bundle, environment }: Deployed, out: string): Promise<readonly Row[]> {
  const size = row(`${name}: size`, [statSync(bundle).size / 1000], { unit: "kB", goal: { of: "p50", most: 1000 } });
  const clients = await clientsOf(name);
  const imported = `${name}: import`;
  if (clients === undefined)
    return [
      size,
      row(
        imported,
        Array.from({ length: n }, () => importTime(bundle, environment)),
      ),
    ];
  const floor = join(out, `${name}.mjs`);
  await bundleOf(clients, floor);
  importTime(bundle, environment); // reads the files from the disk
  importTime(floor, environment);
  const pairs = Array.from(
    { length: n },
    () => [importTime(bundle, environment), importTime(floor, environment)] as const,
  );
  const times = pairs.map(([own]) => own);
  return [size, row(imported, times, { floor: pairs.map(([, bare]) => bare), goal: { of: "ratio", most: 1.5 } })];
}

/** A module of nothing but the SDK's clients and commands that are left in a function's bundle; undefined without any. */
async function clientsOf(name: string): Promise<string | undefined> {
  const entryPoints = [join(root, "lambda", name, "index.ts")];
  const { metafile } = await build({ ...bundling, entryPoints, outdir: "unwritten", write: false, metafile: true });
  const names = new Map<string, string[]>();
  for (const [path, { bytesInOutput }] of Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const match = /@aws-sdk\/(client-[\w-]+)\/dist-es\/(?:commands\/)?(\w+(?:Client|Command))\.js$/.exec(path);
    const [, client = "", exported = ""] = match ?? [];
    if (match && bytesInOutput > 0) names.set(client, [...(names.get(client) ?? []), exported]);
  }
  if (names.size === 0) return undefined;
  return [...names].map(([client, list]) => `export { ${list.join(", ")} } from "@aws-sdk/${client}";`).join("\n");
}

async function bundleOf(contents: string, outfile: string): Promise<void> {
  const { outExtension: _, ...options } = bundling;
  await build({ ...options, stdin: { contents, resolveDir: root }, outfile });
}

const importing =
  "const t = performance.now(); await import(process.argv[1]); console.log(performance.now() - t); process.exit()";

/** As Lambda's runtime sets it: without credentials the SDK would go and look for some. */
const runtime = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "ASIAEMBEDDED", AWS_SECRET_ACCESS_KEY: "embedded" };

/** Milliseconds of an import in a fresh process without a compile cache. */
function importTime(module: string, environment: Readonly<Record<string, string>>): number {
  const env = { ...runtime, ...environment, NODE_DISABLE_COMPILE_CACHE: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", importing, module], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${module} cannot be imported: ${/^\w*Error: .*$/m.exec(stderr)?.[0] ?? stderr}`);
  return Number(stdout);
}
