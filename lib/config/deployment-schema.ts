import * as z from "zod";
import type { FunctionName } from "../bundles.ts";
import { accountId, duration, email, group, hour, list, object, text } from "./parts.ts";
import { providerSchema } from "./provider-schema.ts";
import { targetsSchema } from "./targets-schema.ts";

const reserved = z.int().min(1).max(1000).optional();
/** Every function there is, so that none is forgotten and no other is taken. */
const concurrency = {
  api: reserved,
  decide: reserved,
  credentials: reserved,
  "cut-off": reserved,
  workflow: reserved,
  reconcile: reserved,
  "pre-token": reserved,
  witness: reserved,
} satisfies Record<FunctionName, typeof reserved>;

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
        alerts: list(email, (address) => address.toLowerCase())
          .optional()
          .describe("Who is mailed when an alarm is raised. Each has to confirm the subscription once."),
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
    targets: targetsSchema.optional(),
    identity: object(
      {
        maxAge: duration(hour, 720 * hour)
          .optional()
          .describe("How long a sign-in lasts, and so how old groups can be. 8h unless written."),
        sourceIdentity: z
          .enum(["email", "username", "sub"])
          .optional()
          .describe("What the source identity of sessions is made of. email unless written."),
        authenticationTime: z
          .literal("auth_time")
          .optional()
          .describe("auth_time, where people sign in at the user pool itself. signInWithin needs it."),
        domainPrefix: text(
          /^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
          "1 to 63 of a-z, 0-9 and -, without aws, amazon and cognito",
        )
          .optional()
          .describe(
            "Where the sign-in page is: <prefix>.auth.<region>.amazoncognito.com. stint-<account> unless written.",
          ),
        provider: providerSchema.optional().describe("Who signs people in. The user pool itself unless written."),
      },
      "How people sign in.",
    ),
    url: text(/^https:\/\/(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a URL such as https://stint.example.com")
      .optional()
      .describe("The address of page and API. One of CloudFront's own unless written."),
    certificateArn: text(
      /^arn:aws:acm:us-east-1:[0-9]{12}:certificate\/[0-9a-f-]{36}$/,
      "the ARN of a certificate of ACM in us-east-1, which is where CloudFront looks for it",
    )
      .optional()
      .describe("The certificate for url."),
    waf: object(
      {
        webAclArn: text(
          /^arn:aws:wafv2:us-east-1:[0-9]{12}:global\/webacl\/[\w-]{1,128}\/[0-9a-f-]{36}$/,
          "the ARN of a global web ACL, which lives in us-east-1",
        ),
      },
      "The web ACL in front of page and API.",
    ).optional(),
    concurrency: object(
      concurrency,
      "Reserved concurrency by function. Small accounts have none to reserve, so none is unless written.",
    ).optional(),
  },
  "Where this Stint runs, and how.",
);

export type DeploymentFile = z.infer<typeof deploymentSchema>;
