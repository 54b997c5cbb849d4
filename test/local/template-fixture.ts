import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { loadTemplate, type TemplateOptions } from "../../local/template.ts";

export const account = "111122223333";
export const region = "eu-west-1";
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "stint-template-"));
  folders.push(made);
  return made;
}

export interface Written {
  readonly values?: TemplateOptions["values"];
  readonly stackName?: string;
  readonly region?: string;
  readonly secret?: NonNullable<TemplateOptions["secret"]>;
  readonly addresses?: NonNullable<TemplateOptions["addresses"]>;
}

/** Loads a template that is written here, as the stack "Hub". */
export function load(template: object, { values = {}, stackName, region: where = region, ...more }: Written = {}) {
  const dir = folder();
  const properties = { templateFile: "Hub.template.json", ...(stackName !== undefined && { stackName }) };
  const artifacts = { Hub: { type: "aws:cloudformation:stack", properties }, Tree: { type: "cdk:tree" } };
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  writeFileSync(join(dir, "Hub.template.json"), JSON.stringify(template));
  return loadTemplate({ dir, stack: "Hub", account, region: where, values, ...more });
}

/** What one property becomes, in a stack with these further sections. */
export function resolved(value: unknown, rest: object = {}, written: Written = {}): unknown {
  const { Resources = {}, ...sections } = rest as { Resources?: object };
  const template = { ...sections, Resources: { Probe: { Type: "Test::Probe", Properties: { value } }, ...Resources } };
  return load(template, written).ofType("Test::Probe")[0]?.properties.value;
}
