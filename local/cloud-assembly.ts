import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface AssemblyStack<Template> {
  /** The name that it is deployed under; the id in the assembly may differ. */
  readonly stackName: string;
  readonly template: Template;
  /** Where the asset lies that is uploaded under this S3 key, where the stack has it. */
  assetPath(key: string): string | undefined;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
}

interface AssetManifest {
  readonly files: Readonly<
    Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>
  >;
}

/**
 * Reads one stack of a `cdk.out` folder: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
 * Assets are found by S3 key in the asset manifest: the template's `aws:asset:path` is there only when the CDK CLI
 * synthesized. Throws when there is no such stack, naming those that there are.
 */
export function readStack<Template>(dir: string, stack: string): AssemblyStack<Template> {
  const { artifacts } = readJson<Manifest>(join(dir, "manifest.json"));
  const { type, properties, dependencies = [] } = artifacts[stack] ?? {};
  if (type !== "aws:cloudformation:stack" || properties?.templateFile === undefined) {
    const stacks = Object.keys(artifacts).filter((id) => artifacts[id]?.type === "aws:cloudformation:stack");
    throw new Error(`${dir} has no stack "${stack}"; there is ${stacks.join(", ") || "none"}`);
  }
  const files = dependencies
    .map((id) => artifacts[id])
    .filter((artifact) => artifact?.type === "cdk:asset-manifest")
    .flatMap((artifact) => Object.values(readJson<AssetManifest>(join(dir, artifact?.properties?.file ?? "")).files));
  return {
    stackName: properties.stackName ?? stack,
    template: readJson<Template>(join(dir, properties.templateFile)),
    assetPath(key) {
      const file = files.find(({ destinations }) => Object.values(destinations).some((d) => d.objectKey === key));
      return file && resolve(dir, file.source.path);
    },
  };
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
