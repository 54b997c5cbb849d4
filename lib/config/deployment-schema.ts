import * as z from "zod";
import { accountId, duration, email, group, hour, object, text } from "./parts.ts";

/** What deployment.yaml may hold. */
export const deploymentSchema = object(
  {
    hub: object(
      {
        account: accountId,
        region: text(/^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}$/, "an AWS Region such as eu-west-1"),
      },
      "The account and Region that Stint itself runs in.",
    ),
    organization: object(
      {
        id: text(/^o-[a-z0-9]{10,32}$/, "an organisation's id: o- and 10 to 32 of a-z and 0-9"),
        managementAccount: accountId,
      },
      "The AWS organisation. Its management account cannot be a target.",
    ),
    mail: object(
      {
        sender: email.describe("An identity that SES has verified."),
        groups: z.record(group, email).describe("Where each group of approvers is told, usually a mailing list."),
      },
      "Mail, sent by SES.",
    ),
    cutOff: object(
      {
        offIn: z
          .array(accountId)
          .describe("Accounts in which nothing is cut off: sessions of a request that was taken back live on there."),
      },
      "Cutting off, which is on in every account unless it is switched off.",
    ).optional(),
    identity: object(
      {
        maxAge: duration(hour, 720 * hour)
          .optional()
          .describe("How long a sign-in lasts, and so how old groups can be. 8h unless written."),
        sourceIdentity: z
          .enum(["email", "username", "sub"])
          .optional()
          .describe("What the source identity of sessions is made of. email unless written."),
        authenticationTime: text(/^[\w:./-]{1,128}$/, "the name of a claim or attribute")
          .optional()
          .describe(
            "The claim or attribute that carries when a person last really authenticated. signInWithin needs it.",
          ),
      },
      "How people sign in.",
    ),
  },
  "Where this Stint runs, and how.",
);

export type DeploymentFile = z.infer<typeof deploymentSchema>;
