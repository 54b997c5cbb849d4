import { type SessionParameters, sessionFor } from "../../core/session.ts";
import { anApproved, noon } from "../core/builders.ts";
import {
  allowEverything,
  type Context,
  type DeployedRole,
  type Document,
  deployment,
  judge,
  type Principal,
} from "./simulated.ts";

/** What Stint asks of STS for a request of Alice's. */
export const asked: SessionParameters = sessionFor(anApproved(), { basis: "email", partition: "aws" }, noon);

/** A call to AssumeRole as a trust policy sees it. What is left out is not in the call. */
export interface Lending {
  readonly sourceIdentity?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitive: readonly string[];
}

export const properly: Lending = {
  sourceIdentity: asked.SourceIdentity,
  tags: Object.fromEntries(asked.Tags.map(({ Key, Value }) => [Key, Value])),
  transitive: asked.TransitiveTagKeys,
};

/** Whether everything that the call needs is allowed: AssumeRole itself, its tags, its source identity. */
export async function mayAssume(
  as: Principal,
  role: { readonly roleArn: string; readonly trust: Document },
  { sourceIdentity, tags, transitive }: Lending = { tags: {}, transitive: [] },
): Promise<boolean> {
  const keys = Object.keys(tags);
  const context: Context = {
    ...(sourceIdentity !== undefined && { "sts:SourceIdentity": sourceIdentity }),
    ...(keys.length > 0 && { "aws:TagKeys": keys }),
    ...(transitive.length > 0 && { "sts:TransitiveTagKeys": [...transitive] }),
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key] ?? ""])),
  };
  const actions = [
    "sts:AssumeRole",
    ...(keys.length > 0 ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
  for (const action of actions) {
    const call = { action, resource: role.roleArn, resourcePolicy: role.trust, context };
    if ((await judge(as, call)) !== "Allowed") return false;
  }
  return true;
}

/** The session of an elevated role that Stint lends for a request of this id. */
export function lent(role: DeployedRole, request = properly.tags["stint:request"] ?? ""): DeployedRole {
  const tags = { ...properly.tags, "stint:request": request };
  return {
    ...role,
    arn: role.arn.replace(/[^/]+$/, `${request}-${asked.SourceIdentity}`),
    context: {
      ...role.context,
      "aws:SourceIdentity": asked.SourceIdentity,
      "aws:TokenIssueTime": noon.toISOString(),
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
    },
  };
}

/** A session of any role there may be, allowed everything by its own policies. Null is outside any organisation. */
export function intruder(roleArn: string, organization: string | null = deployment.organization.id): Principal {
  return {
    arn: `${roleArn.replace(":iam:", ":sts:").replace(/:role\/(.*\/)?/, ":assumed-role/")}/session`,
    policies: [{ name: "everything", policy: allowEverything }],
    context: { "aws:PrincipalArn": roleArn, ...(organization !== null && { "aws:PrincipalOrgID": organization }) },
  };
}
