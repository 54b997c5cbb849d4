import { readCondition } from "./policy-conditions.ts";
import { like } from "./sts-policy.ts";
import type { Resource, Template } from "./template.ts";

/** Why a role's own policies keep it from an action on a resource, or undefined where they do not. */
export type RolePolicies = (action: string, resource: string) => string | undefined;

/**
 * Reads the policies of a role that its own stack gives it, inline or managed. What AWS's managed policies allow is not
 * known here: a role that has one counts as allowed everything that the others do not deny. Throws with the path to what
 * would not be evaluated as IAM does.
 */
export function readRolePolicies(template: Template, { id, arn, properties }: Resource): RolePolicies {
  const { Policies = [], ManagedPolicyArns = [] } = properties as {
    Policies?: { PolicyName: string; PolicyDocument: unknown }[];
    ManagedPolicyArns?: string[];
  };
  const own = template.ofType("AWS::IAM::ManagedPolicy").filter((policy) => ManagedPolicyArns.includes(policy.arn));
  const statements = [
    ...Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, document: PolicyDocument })),
    ...own.map(({ name, properties: { PolicyDocument } }) => ({ name, document: PolicyDocument })),
  ].flatMap(({ name, document }) => readStatements(document, name, `${id}.${name}`));
  const hasOthers = ManagedPolicyArns.length > own.length;
  const context = new Map([["aws:principalarn", [arn]]]);

  return (action, resource) => {
    const about = statements.filter(({ covers }) => covers(action, resource, context));
    const denial = about.find(({ effect }) => effect === "Deny");
    if (denial) return `${denial.policy} denies it`;
    return hasOthers || about.length > 0 ? undefined : "no policy allows it";
  };
}

interface Statement {
  readonly policy: string;
  readonly effect: "Allow" | "Deny";
  readonly covers: (action: string, resource: string, context: ReadonlyMap<string, readonly string[]>) => boolean;
}

function readStatements(document: unknown, policy: string, path: string): Statement[] {
  return [(document as { Statement: unknown }).Statement].flat().map((statement, i) => {
    const at = `${path}.Statement[${i}]`;
    const { Sid: _, Effect, Condition, ...rest } = statement as Record<string, unknown>;
    const { Action, NotAction, Resource, NotResource, ...others } = rest;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Error(`${at}: ${unknown} is not evaluated here`);
    if (Effect !== "Allow" && Effect !== "Deny") throw new Error(`${at}: expected Allow or Deny, found ${Effect}`);
    const names = readNames(Action, NotAction, `${at}.Action`);
    const reaches = readNames(Resource, NotResource, `${at}.Resource`);
    const unmet = readCondition(Condition, `${at}.Condition`);
    return {
      policy,
      effect: Effect,
      covers: (action, resource, context) =>
        names((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
        reaches((pattern) => like(pattern, resource)) &&
        unmet(context) === undefined,
    };
  });
}

/** Whether one of the names matches, or none of the excepted ones does; exactly one of the two lists must be there. */
function readNames(
  names: unknown,
  excepted: unknown,
  path: string,
): (matches: (pattern: string) => boolean) => boolean {
  const list = [names ?? excepted].flat();
  if ((names === undefined) === (excepted === undefined) || !list.every((name) => typeof name === "string"))
    throw new Error(`${path}: expected a list of names, or of excepted ones, found ${JSON.stringify(list)}`);
  const variable = list.find((name) => name.includes("${"));
  if (variable !== undefined) throw new Error(`${path}: the variable in ${variable} is not evaluated here`);
  return (matches) => list.some(matches) === (names !== undefined);
}
