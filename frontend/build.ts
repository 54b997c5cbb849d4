import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}frontend/dist`;

/** Builds the dashboard, unless what is there was built from the same files; answers the folder of index.html and assets. */
export async function buildDashboard(): Promise<string> {
  const inputs = inputsHash();
  if (builtFrom() === inputs) return dist;
  // Built aside and put in place whole, so that whoever reads or builds at the same time never meets half of it.
  const aside = `${dist}-${process.pid}`;
  await viteBuild(aside);
  writeFileSync(`${aside}/.inputs`, inputs);
  rmSync(dist, { recursive: true, force: true });
  renameSync(aside, dist);
  return dist;
}

/** In a process of its own: Vite builds for whatever NODE_ENV says, which is "test" where tests run. */
async function viteBuild(outDir: string): Promise<void> {
  const args = [
    `${root}node_modules/vite/bin/vite.js`,
    "build",
    `${root}frontend`,
    "--outDir",
    outDir,
    "--logLevel",
    "error",
  ];
  try {
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: "production" } });
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    throw new Error(`The dashboard could not be built.\n${(error as { stderr?: string }).stderr ?? error}`);
  }
}

/** Everything that the build depends on: the sources, what they take from core, and the packages. */
function inputsHash(): string {
  const hash = createHash("sha256");
  const patterns = ["frontend/{*,src/**,public/**}", "core/**", "package-lock.json"];
  for (const file of globSync(patterns, { cwd: root }).toSorted()) {
    if (!statSync(root + file).isFile()) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(root + file))
      .update("\0");
  }
  return hash.digest("hex");
}

function builtFrom(): string | undefined {
  try {
    return readFileSync(`${dist}/.inputs`, "utf8");
  } catch {
    return undefined;
  }
}

// `npm run dashboard`; not import.meta.main, since bin/run.mjs imports what it runs.
if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url))
  console.log(`The dashboard is in ${relative(process.cwd(), await buildDashboard())}/`);
