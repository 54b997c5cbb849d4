import type { Config } from "../lib/config.ts";
import type { Permissions } from "./permissions.ts";
import { type RolePolicies, readRolePolicies } from "./role-policies.ts";
import type { LocalRole } from "./sts.ts";
import { actionsOf } from "./sts-request.ts";
import { loadTemplate } from "./template.ts";
import { readTrustPolicy, type TrustPolicy } from "./trust-policy.ts";

export interface TargetRolesOptions {
  readonly config: Config;
  /** The synthesized app. */
  readonly assembly: string;
  /** What the hub's roles may do. */
  readonly permissions: Permissions;
}

interface TargetRole {
  readonly arn: string;
  readonly maxSession: number;
  readonly trust: TrustPolicy;
  readonly policies: RolePolicies;
}

const stack = "StintTarget";

/**
 * The roles of all target accounts, as the target stack makes them there. Each account of the catalog has one, and belongs
 * to the organisation, as the hub does; no other account has any role. An account's stack is read when it is first needed.
 */
export function targetRoles(options: TargetRolesOptions): (arn: string) => LocalRole | undefined {
  const { config, permissions } = options;
  const { hub, organization } = config.deployment;
  const targets = new Set(config.catalog.accounts.map(({ id }) => id));
  const read = new Map<string, readonly TargetRole[]>();
  const rolesIn = (account: string): readonly TargetRole[] => {
    if (!targets.has(account)) return [];
    const roles = read.get(account) ?? readRoles(account, options);
    read.set(account, roles);
    return roles;
  };

  /** The role of a session, and what its own policies say. */
  function callerOf(sessionArn: string): Pick<TargetRole, "arn" | "policies"> {
    const [, partition, account = "", name] =
      /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(sessionArn) ?? [];
    if (account === hub.account) {
      const arn = `arn:${partition}:iam::${account}:role/${name}`;
      return {
        arn,
        policies: (action, target) => (permissions(arn, action, target) ? undefined : "no policy allows it"),
      };
    }
    const role = rolesIn(account).find(({ arn }) => arn.endsWith(`/${name}`));
    return role ?? { arn: sessionArn, policies: () => "it is not known here" };
  }

  return (arn) => {
    const target = rolesIn(arn.split(":")[4] ?? "").find((role) => role.arn === arn);
    if (target === undefined) return undefined;
    const { maxSession, trust } = target;
    return {
      arn,
      maxSession,
      refuses(call, callerArn) {
        const caller = callerOf(callerArn);
        for (const action of actionsOf(call)) {
          const why = caller.policies(action, arn);
          if (why !== undefined) return `${caller.arn} may not assume it: ${why} (${action})`;
        }
        return trust(call, { roleArn: caller.arn, organization: organization.id });
      },
    };
  };
}

function readRoles(account: string, { config, assembly }: TargetRolesOptions): readonly TargetRole[] {
  const { region } = config.deployment.hub;
  const template = loadTemplate({ dir: assembly, stack, account, region, values: {} });
  return template.ofType("AWS::IAM::Role").map((role) => {
    const { MaxSessionDuration: maxSession, AssumeRolePolicyDocument } = role.properties;
    if (typeof maxSession !== "number")
      throw new Error(`${role.id}: expected a MaxSessionDuration, found ${maxSession}`);
    return {
      arn: role.arn,
      maxSession,
      trust: readTrustPolicy(AssumeRolePolicyDocument, `${role.id}.AssumeRolePolicyDocument`),
      policies: readRolePolicies(template, role),
    };
  });
}
