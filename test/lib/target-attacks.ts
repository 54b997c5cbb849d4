import { hub, neighbour, target } from "./simulated.ts";

export const iam = `arn:aws:iam::${target}`;
export const stack = `arn:aws:cloudformation:eu-west-1:${target}`;
export const own = `${iam}:role/stint/Stint-BreakGlass`;
const boundary = `${iam}:policy/stint/StintCutOff`;
export const guard = `${iam}:policy/stint/StintGuard`;
export const control = `${iam}:role/stint-control/StintCutOff`;

/** What somebody in a target account may try to do to Stint, whom their own policies allow everything. */
export const attacks: readonly (readonly [title: string, action: string, resource: string])[] = [
  ["publishes a list of its own", "iam:CreatePolicyVersion", boundary],
  ["goes back to an older list", "iam:SetDefaultPolicyVersion", boundary],
  ["deletes a version of the list", "iam:DeletePolicyVersion", boundary],
  ["deletes the list", "iam:DeletePolicy", boundary],
  ["takes its boundary away", "iam:DeleteRolePermissionsBoundary", own],
  ["takes another boundary", "iam:PutRolePermissionsBoundary", own],
  ["edits its own trust policy", "iam:UpdateAssumeRolePolicy", own],
  ["edits the trust policy of the cut-off role", "iam:UpdateAssumeRolePolicy", control],
  ["edits the guard", "iam:CreatePolicyVersion", guard],
  ["goes back to an older guard", "iam:SetDefaultPolicyVersion", guard],
  ["deletes the guard", "iam:DeletePolicy", guard],
  ["tags the guard", "iam:TagPolicy", guard],
  ["takes the guard off itself", "iam:DetachRolePolicy", own],
  ["attaches a policy to itself", "iam:AttachRolePolicy", own],
  ["writes itself a policy", "iam:PutRolePolicy", own],
  ["gives the cut-off role a policy", "iam:PutRolePolicy", control],
  ["prolongs its sessions", "iam:UpdateRole", own],
  ["tags itself", "iam:TagRole", own],
  ["deletes itself", "iam:DeleteRole", own],
  ["deletes the cut-off role", "iam:DeleteRole", control],
  ["makes another elevated role", "iam:CreateRole", `${iam}:role/stint/Stint-Mine`],
  ["makes another policy of Stint's", "iam:CreatePolicy", `${iam}:policy/stint/Mine`],
  ["passes itself to a service", "iam:PassRole", own],
  ["passes the cut-off role to a service", "iam:PassRole", control],
  ["deletes the stack that it comes from", "cloudformation:DeleteStack", `${stack}:stack/StintTarget/1a2b`],
  ["updates that stack", "cloudformation:UpdateStack", `${stack}:stack/StintTarget/1a2b`],
  ["changes that stack by a change set", "cloudformation:CreateChangeSet", `${stack}:stack/StintTarget/1a2b`],
  ["executes such a change set", "cloudformation:ExecuteChangeSet", `${stack}:stack/StintTarget/1a2b`],
  ["rolls that stack back", "cloudformation:RollbackStack", `${stack}:stack/StintTarget/1a2b`],
  ["deletes what the StackSet deployed", "cloudformation:DeleteStack", `${stack}:stack/StackSet-StintTarget-9f/1a2b`],
  ["updates what the StackSet deployed", "cloudformation:UpdateStack", `${stack}:stack/StackSet-StintTarget-9f/1a2b`],
  ["updates the StackSet", "cloudformation:UpdateStackSet", `${stack}:stackset/StintTarget:9f`],
  ["assumes an administrator's role", "sts:AssumeRole", `${iam}:role/Admin`],
  ["assumes another elevated role", "sts:AssumeRole", `${iam}:role/stint/Stint-ReadOnly`],
  ["assumes itself again", "sts:AssumeRole", own],
  ["assumes the cut-off role", "sts:AssumeRole", control],
  [
    "assumes an elevated role of another account",
    "sts:AssumeRole",
    `arn:aws:iam::${neighbour}:role/stint/Stint-ReadOnly`,
  ],
  ["assumes the broker's role", "sts:AssumeRole", `arn:aws:iam::${hub}:role/stint-broker`],
  [
    "assumes a role that the catalog declares for others",
    "sts:AssumeRole",
    "arn:aws:iam::888899990000:role/TransitGatewayOperator",
  ],
  ["becomes root of a member account", "sts:AssumeRoot", `arn:aws:iam::${neighbour}:root`],
];
