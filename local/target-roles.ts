import { roleArn } from "../core/catalog.ts";
import type { Config } from "../lib/config.ts";
import type { Permissions } from "./permissions.ts";
import type { LocalRole } from "./sts.ts";

/**
 * The elevated roles of all target accounts, as the embedded STS knows them: each role of the catalog in each account,
 * trusting whoever of the hub's roles may assume it, under the conditions that every elevated role sets.
 */
export function elevatedRole({ catalog }: Config, permissions: Permissions): (arn: string) => LocalRole | undefined {
  const roles = new Map(catalog.roles.map((role) => [role.name, role]));
  const accounts = new Set(catalog.accounts.map(({ id }) => id));
  const cutOffRole = /^arn:[\w-]+:iam::(\d{12}):role\/stint-control\/StintCutOff$/;
  return (arn) => {
    const [, controlled = ""] = cutOffRole.exec(arn) ?? [];
    if (accounts.has(controlled))
      return {
        arn,
        maxSession: 3600,
        refuses: (_call, callerArn) => {
          const caller = callerArn.replace(":sts:", ":iam:").replace(/:assumed-role\/([^/]+)\/.*$/, ":role/$1");
          return permissions(caller, "sts:AssumeRole", arn) ? undefined : `${caller} may not assume it`;
        },
      };
    const [, partition = "", account = "", name = ""] =
      /^arn:([\w-]+):iam::(\d{12}):role\/stint\/Stint-(\w+)$/.exec(arn) ?? [];
    const role = roles.get(name);
    if (!role || !accounts.has(account) || roleArn(partition, account, name) !== arn) return undefined;
    return {
      arn,
      maxSession: role.maxSession,
      refuses: ({ sourceIdentity, tags, transitiveTagKeys }, callerArn) => {
        const caller = callerArn.replace(":sts:", ":iam:").replace(/:assumed-role\/([^/]+)\/.*$/, ":role/$1");
        if (!permissions(caller, "sts:AssumeRole", arn)) return `${caller} may not assume it`;
        const requester = tags.find(({ key }) => key === "stint:requester")?.value;
        if (sourceIdentity === undefined || sourceIdentity !== requester)
          return "its trust policy asks for a source identity that equals the tag stint:requester";
        if (!transitiveTagKeys.includes("stint:request"))
          return "its trust policy asks for a transitive tag stint:request";
        return undefined;
      },
    };
  };
}
