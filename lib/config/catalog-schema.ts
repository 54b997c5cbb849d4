import * as z from "zod";
import { accountId, duration, flag, hour, line, list, object, roleName, tags, text } from "./parts.ts";

const ouPath = text(
  /^(?:(?!\s)[^/\p{C}]{1,128}(?<!\s)(?:\/(?!\s)[^/\p{C}]{1,128}(?<!\s))*)?$/u,
  'the names of the OUs from the root down, such as Workloads/Production, or "" for an account at the root',
);

const arn = "arn:aws(-[a-z]+)*:iam:";
const managedPolicy = text(
  new RegExp(`^(${arn}:aws:policy/)?([\\w+=,.@-]+/)*[\\w+=,.@-]{1,128}$`),
  "an AWS managed policy, such as ReadOnlyAccess, job-function/DatabaseAdministrator or arn:aws:iam::aws:policy/ReadOnlyAccess",
);
const chainedRole = text(
  new RegExp(`^${arn}:[0-9]{12}:role/([\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}$`),
  "the ARN of one role, such as arn:aws:iam::111122223333:role/deploy",
);

const account = object(
  {
    id: accountId,
    name: text(/^(?! )[ -~]{1,50}(?<! )$/, "an account's name: 1 to 50 ASCII characters"),
    ou: ouPath.describe("The OUs from the root down: Workloads/Production."),
    tags: tags.optional(),
  },
  "An account in which roles may be lent.",
);

const role = object(
  {
    name: roleName.describe("Deployed as Stint-<name>."),
    description: line(500).describe("What the role can do."),
    purpose: line(500).describe("What people take it for."),
    managedPolicies: list(managedPolicy)
      .min(1)
      .max(20, { error: "at most 20: IAM takes 25 on a role, and Stint adds its own" })
      .describe("AWS managed policies, by name or ARN."),
    maxSession: duration(hour, 12 * hour)
      .optional()
      .describe("The role's maximum session. 1h unless written; sessions through Stint last an hour at most anyway."),
    chaining: list(chainedRole)
      .optional()
      .describe("ARNs of the roles that a session may go on to assume. None unless written."),
    kubernetes: flag.describe("Whether it opens EKS clusters, which cannot be told to end a session early."),
  },
  "A role that Stint may lend.",
);

/** What catalog.yaml may hold. */
export const catalogSchema = object(
  { accounts: z.array(account).min(1), roles: z.array(role).min(1) },
  "The accounts of the organisation and the roles that Stint may lend in them.",
);

export type CatalogFile = z.infer<typeof catalogSchema>;
