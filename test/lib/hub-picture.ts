import { machinesOf, routesOf, schedulesOf } from "../../local/deployed.ts";
import { functionGrants, hubTemplate } from "../template.ts";

/** What the grants' resources are in the picture; what is not listed is not drawn: logs, traces, the table's own key. */
const nodes: readonly (readonly [RegExp, string])[] = [
  [/:table\//, "requests"],
  [/^arn:aws:states:/, "machine"],
  [/^arn:aws:ses:/, "mail"],
  [/role\/stint\//, "elevated"],
  [/role\/stint-control\//, "cutOffRole"],
  [/secret/i, "originSecret"],
];

/** Who may call whom, read from the hub's template: one line an arrow, as Mermaid writes it, sorted. */
export function arrows(assembly: string): string[] {
  const template = hubTemplate(assembly);
  const functions = functionGrants(assembly);
  const names = new Map(template.ofType("AWS::Lambda::Function").map(({ arn }, i) => [arn, functions[i]?.name ?? arn]));
  const name = (arn: string) => names.get(arn) ?? arn;
  const seal = template.ofType("AWS::KMS::Key").find(({ id }) => id.startsWith("Seal"))?.arn;
  const node = (resource: string) =>
    resource === seal ? "seal" : nodes.find(([pattern]) => pattern.test(resource))?.[1];

  const used = new Map<string, Set<string>>();
  for (const { name: from, grants } of functions)
    for (const { action, resource } of grants) {
      const to = node(resource);
      if (to === undefined || action === "kms:Decrypt") continue;
      const key = `${id(from)} -->|`;
      used.set(`${key}#${to}`, (used.get(`${key}#${to}`) ?? new Set()).add(action.replace(/^.*:/, "")));
    }
  const calls = [...used].map(([key, actions]) => key.replace("#", `${[...actions].sort().join(", ")}| `));

  const [machine] = machinesOf(template);
  const invoked = [...new Set(JSON.stringify(machine?.definition).match(/arn:aws:lambda:[^"]+/g))];
  return [
    ...calls,
    ...new Set(routesOf(template).map(({ functionArn }) => `gateway --> ${id(name(functionArn))}`)),
    ...invoked.map((arn) => `machine -->|tasks| ${id(name(arn))}`),
    ...schedulesOf(template).map(({ functionArn }) => `schedule -->|every 5 minutes| ${id(name(functionArn))}`),
  ].sort();
}

/** Mermaid's ids have no hyphens. */
function id(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
