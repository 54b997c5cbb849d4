import type { Template } from "./template.ts";

/** Whether a role's policies in the template allow an action on a resource. */
export type Permissions = (roleArn: string, action: string, resource: string) => boolean;

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/**
 * Reads the identity policies of all roles. Statements are understood by action and resource, as that is what the hub's
 * functions have; conditions are passed over.
 */
export function readPermissions(template: Template): Permissions {
  const statements = new Map<string, Statement[]>();
  const roleArns = new Map(template.ofType("AWS::IAM::Role").map(({ name, arn }) => [name, arn]));
  for (const { properties } of template.ofType("AWS::IAM::Policy")) {
    const document = properties.PolicyDocument as { Statement: Statement[] };
    for (const role of (properties.Roles ?? []) as string[]) {
      const arn = roleArns.get(role);
      if (arn !== undefined) statements.set(arn, [...(statements.get(arn) ?? []), ...document.Statement]);
    }
  }
  return (roleArn, action, resource) => {
    const effects = (statements.get(roleArn) ?? [])
      .filter(({ Action, Resource }) => anyMatches(Action, action, "i") && anyMatches(Resource, resource, ""))
      .map(({ Effect }) => Effect);
    return effects.includes("Allow") && !effects.includes("Deny");
  };
}

function anyMatches(patterns: string | readonly string[] | undefined, value: string, flags: string): boolean {
  return [patterns ?? []].flat().some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, flags).test(value);
  });
}
