/** An AWS account in which roles may be lent. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** Names of the organisational units from the root down: `Workloads/Production`. */
  readonly ou: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Given where deployment.yaml switches cutting off off: its sessions then live on until they end by themselves. */
  readonly cutOff?: false;
}

/** A role that Stint may lend: `Stint-<name>` under the IAM path `/stint/` of a target account. */
export interface Role {
  readonly name: string;
  readonly description: string;
  /** What people take it for, in a sentence. */
  readonly purpose: string;
  readonly managedPolicies: readonly string[];
  /** Seconds. Role chaining holds every session to 3,600, whatever stands here. */
  readonly maxSession: number;
  /** ARNs of the roles that a session may go on to assume; empty for most. */
  readonly chaining: readonly string[];
  /** EKS cannot be told to end a session early, so such a role gets none that would outlive the window. */
  readonly kubernetes: boolean;
}

export interface Catalog {
  readonly accounts: readonly Account[];
  readonly roles: readonly Role[];
}

/** The ARN of the elevated role in a target account. */
export function roleArn(partition: string, account: string, role: string): string {
  return `arn:${partition}:iam::${account}:role/stint/Stint-${role}`;
}

/** Which accounts a rule is about; every key that is given must hold. */
export type AccountSelector =
  | "all"
  | {
      readonly ids?: readonly string[];
      /** Whole paths from the root (`Workloads/Production`); an account at any depth below matches. */
      readonly under?: readonly string[];
      readonly tags?: Readonly<Record<string, string>>;
    };

/** Whether the selector covers the account. */
export function selects(selector: AccountSelector, account: Account): boolean {
  if (selector === "all") return true;
  const { ids, under, tags } = selector;
  return (
    (ids === undefined || ids.includes(account.id)) &&
    (under === undefined || under.some((ou) => account.ou === ou || account.ou.startsWith(`${ou}/`))) &&
    (tags === undefined || Object.entries(tags).every(([key, value]) => account.tags[key] === value))
  );
}
