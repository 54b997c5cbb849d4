import { readFileSync } from "node:fs";

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** Properties that give a resource its name in AWS. */
const nameProperties = [
  "RoleName",
  "ManagedPolicyName",
  "StateMachineName",
  "StackSetName",
  "DashboardName",
  "Domain",
  "Identifier",
  "ProviderName",
  "Path",
];

/**
 * What CloudFormation loses or replaces when its logical id changes (whatever is kept when the stack goes, and what people are
 * signed in by), and whatever has a name that something outside the stack spells out. A line each:
 * stack, logical id, type, names.
 */
export function stableNames(assembly: string): string[] {
  return ["StintHub", "StintTarget"].flatMap((stack) => {
    const text = readFileSync(`${assembly}/${stack}.template.json`, "utf8");
    const { Resources } = JSON.parse(text) as { Resources: Readonly<Record<string, Resource>> };
    return Object.entries(Resources)
      .map(([id, resource]) => ({ id, resource, names: namesOf(resource) }))
      .filter(({ resource, names }) => names.length > 0 || isStateful(resource))
      .map(({ id, resource, names }) => [stack, id, resource.Type, ...names].join(" "))
      .sort();
  });
}

function isStateful({ Type, DeletionPolicy }: Resource): boolean {
  const alsoKept =
    /^AWS::(Cognito::UserPool(Client)?|SecretsManager::Secret|CloudFront::Distribution|SNS::Topic|SQS::Queue)$/;
  return DeletionPolicy === "Retain" || alsoKept.test(Type);
}

function namesOf({ Properties = {} }: Resource): string[] {
  return nameProperties.flatMap((name) => {
    const value = Properties[name];
    return typeof value === "string" ? [`${name}=${value}`] : [];
  });
}

if (import.meta.main) {
  const assembly = process.argv[2];
  if (assembly === undefined) {
    console.error("usage: node test/lib/stable-names.ts ASSEMBLY > test/lib/stable-names.txt");
    process.exitCode = 1;
  } else console.log(stableNames(assembly).join("\n"));
}
