import { type Context, readCondition } from "./policy-conditions.ts";
import { type AssumeRoleCall, actionsOf } from "./sts-request.ts";

/** Who calls AssumeRole. */
export interface TrustedCaller {
  /** The ARN of the role, not of its session. */
  readonly roleArn: string;
  /** The id of the organisation that its account belongs to, if it is in one. */
  readonly organization?: string | undefined;
}

/** Undefined when the policy admits the call, otherwise in words why not. */
export type TrustPolicy = (call: AssumeRoleCall, caller: TrustedCaller) => string | undefined;

/** Which keys of a call a statement about an action can see: the Service Authorization Reference of AWS STS. */
const keysOf: Readonly<Record<string, RegExp>> = {
  "sts:AssumeRole":
    /^(aws:(requesttag\/.+|tagkeys)|sts:(sourceidentity|transitivetagkeys|rolesessionname|externalid))$/,
  "sts:TagSession": /^(aws:(requesttag\/.+|tagkeys)|sts:transitivetagkeys)$/,
  "sts:SetSourceIdentity": /^sts:sourceidentity$/,
};
const globalKeys = /^aws:principal/;

/**
 * Reads a role's trust policy as the target stack writes it: statements that allow, whose principal is the root of an
 * account. Throws with the path to anything else, which would not be evaluated as IAM does.
 */
export function readTrustPolicy(document: unknown, path: string): TrustPolicy {
  const { Statement } = document as { Statement: unknown };
  const statements = [Statement].flat().map((statement, i) => readStatement(statement, `${path}.Statement[${i}]`));
  return (call, caller) => {
    const whole = contextOf(call, caller);
    for (const action of actionsOf(call)) {
      const about = statements.filter(({ actions }) => actions.includes(action));
      const context = new Map([...whole].filter(([key]) => globalKeys.test(key) || keysOf[action]?.test(key)));
      const reasons = about.map(({ refuses }) => refuses(caller, context));
      if (!reasons.includes(undefined))
        return `its trust policy asks for ${reasons.join("; or ") || `a statement that allows ${action}`}`;
    }
    return undefined;
  };
}

interface Statement {
  readonly actions: readonly string[];
  readonly refuses: (caller: TrustedCaller, context: Context) => string | undefined;
}

function readStatement(statement: unknown, path: string): Statement {
  const { Sid: _, Effect, Principal, Action, Condition, ...rest } = statement as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`${path}: ${unknown} is not evaluated here`);
  if (Effect !== "Allow") throw new Error(`${path}: expected Effect Allow, found ${Effect}`);
  const { AWS, ...others } = (Principal ?? {}) as Record<string, unknown>;
  const account = /^arn:[\w-]+:iam::(\d{12}):root$/.exec(String(AWS))?.[1];
  if (account === undefined || Object.keys(others).length > 0)
    throw new Error(`${path}: expected the root of an account as Principal, found ${JSON.stringify(Principal)}`);
  const actions = [Action].flat().map(String);
  const strange = actions.find((action) => !(action in keysOf));
  if (strange !== undefined) throw new Error(`${path}: the action ${strange} is not evaluated here`);
  const unmet = readCondition(Condition, `${path}.Condition`);
  return {
    actions,
    refuses: ({ roleArn }, context) =>
      roleArn.split(":")[4] === account ? unmet(context) : `a principal of ${account}, and found ${roleArn}`,
  };
}

function contextOf(call: AssumeRoleCall, { roleArn, organization }: TrustedCaller): Context {
  const { sourceIdentity, externalId, roleSessionName, tags, transitiveTagKeys } = call;
  const entries: [string, (string | undefined)[]][] = [
    ["aws:principalarn", [roleArn]],
    ["aws:principalorgid", [organization]],
    ["sts:sourceidentity", [sourceIdentity]],
    ["sts:rolesessionname", [roleSessionName]],
    ["sts:externalid", [externalId]],
    ["sts:transitivetagkeys", [...transitiveTagKeys]],
    ["aws:tagkeys", tags.map(({ key }) => key)],
    ...tags.map(({ key, value }): [string, string[]] => [`aws:requesttag/${key.toLowerCase()}`, [value]]),
  ];
  const given = entries.map(([key, values]) => [key, values.filter((value) => value !== undefined)] as const);
  return new Map(given.filter(([, values]) => values.length > 0));
}
