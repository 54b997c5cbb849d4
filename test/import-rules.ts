import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** What each room may import from this project besides itself. A rule is a folder, or a single file. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  lambda: ["core"],
  lib: ["core"],
  local: ["core", "lib/config.ts", "frontend/build.ts"],
  frontend: ["core"],
  bin: ["lib"],
};

/** Packages that a room must do without: core runs anywhere, and each AWS client has one importer. */
const packageRules: readonly { readonly room: RegExp; readonly refuses: RegExp; readonly reason: string }[] = [
  { room: /^core\//, refuses: /^(node:|@aws-sdk\/|aws-)/, reason: "core runs without Node and AWS" },
  { room: /^lambda\/(?!adapters\/)/, refuses: /^@aws-sdk\//, reason: "only lambda/adapters imports an AWS client" },
  { room: /^frontend\/src\//, refuses: /^(node:|@aws-sdk\/|aws-)/, reason: "the dashboard runs in browsers" },
  { room: /^(lambda|core)\//, refuses: /^aws-cdk-lib/, reason: "infrastructure is lib's" },
  { room: /./, refuses: /^@cloud-copilot\//, reason: "its licence is the AGPL, so only tests run it" },
];

/** Every import of a project file or package that the rooms' rules refuse, one line each; none when all is well. */
export function importViolations(root: string): string[] {
  const files = globSync("{core,lambda,lib,local,bin,frontend}/**/*.{ts,tsx}", { cwd: root });
  return files.flatMap((file) =>
    importsOf(readFileSync(join(root, file), "utf8")).flatMap((specifier) => refusal(file, specifier) ?? []),
  );
}

function importsOf(source: string): string[] {
  const pattern =
    /(?:^|[;\s])(?:import|export)\s(?:[^"'();]*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
  return [...source.matchAll(pattern)].map(([, from, dynamic]) => from ?? dynamic ?? "");
}

function refusal(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) {
    const rule = packageRules.find(({ room, refuses }) => room.test(file) && refuses.test(specifier));
    return rule && `${file} imports ${specifier}: ${rule.reason}`;
  }
  const target = relative(".", join(dirname(file), specifier));
  const [room, inside] = file.split("/") as [string, string];
  const [targetRoom, targetInside] = target.split("/") as [string, string];
  if (targetRoom === room) {
    if (room === "lambda") return betweenFunctions(file, inside, target, targetInside);
    return room === "frontend" ? betweenLayers(file, target) : undefined;
  }
  const may = allowed[room]?.some((rule) => target === rule || target.startsWith(`${rule}/`));
  return may || target === "package.json"
    ? undefined
    : `${file} imports ${target}: ${room} may import ${allowed[room]?.join(", ") || "nothing"}`;
}

/** A function imports from adapters and from the files that all share, never from another function. */
function betweenFunctions(file: string, inside: string, target: string, targetInside: string): string | undefined {
  const isFolder = (part: string) => !part.endsWith(".ts");
  if (!isFolder(targetInside) || targetInside === inside) return undefined;
  if (targetInside === "adapters") return undefined;
  return `${file} imports ${target}: functions do not import each other`;
}

/** In the dashboard, app imports features and ui, a feature imports ui, and ui neither of them. */
function betweenLayers(file: string, target: string): string | undefined {
  const [from, to] = [layerOf(file), layerOf(target)];
  if (from === "app" || to === "ui" || to === from) return undefined;
  return `${file} imports ${target}: ${from === "ui" ? "ui is imported by features and app" : "a feature imports ui"}, not the other way or across`;
}

/** `ui`, `features/<name>`, or `app`: what lies beside those two folders puts the dashboard together. */
function layerOf(file: string): string {
  return /^frontend\/src\/(ui|features\/[^/]+)\//.exec(file)?.[1] ?? "app";
}
