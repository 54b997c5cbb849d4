import type { DeploymentFile } from "./deployment-schema.ts";
import { twice } from "./entries.ts";
import type { Known } from "./known.ts";
import { mismatch } from "./mismatch.ts";
import type { Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with the deployment beyond its shape. */
export function* checkDeployment(deployment: Sound<DeploymentFile>, { ids }: Known): Generator<Finding> {
  const { hub, cutOff, identity } = deployment;
  if (hub?.region !== undefined && /^(cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.test(hub.region))
    yield {
      path: ["hub", "region"],
      message: mismatch(hub.region, "a Region of the partition aws: the others lack CloudFront or Cognito"),
    };
  yield* checkFrontDoor(deployment);
  if (identity?.provider && identity.authenticationTime !== undefined)
    yield {
      path: ["identity", "authenticationTime"],
      message:
        "is about people who sign in at the user pool itself: expected identity.provider.authenticationTimeClaim instead, as there is a provider",
    };
  const off = cutOff?.offIn ?? [];
  yield* twice(off, (i) => ["cutOff", "offIn", i]);
  for (const [i, id] of off.entries())
    if (id !== undefined && ids && !ids.has(id))
      yield { path: ["cutOff", "offIn", i], message: mismatch(id, "the id of an account of the catalog") };
}

/** The address and what is attached to it: both halves of a domain, and nothing of another account. */
function* checkFrontDoor(deployment: Sound<DeploymentFile>): Generator<Finding> {
  const { hub, certificateArn, waf } = deployment;
  const [hasUrl, hasCertificate] = ["url" in deployment, "certificateArn" in deployment];
  if (hasUrl && !hasCertificate)
    yield { path: ["certificateArn"], message: "is missing: expected the ARN of a certificate for url" };
  if (hasCertificate && !hasUrl)
    yield { path: ["url"], message: "is missing: expected the address that certificateArn is for" };
  const attached = [
    [["certificateArn"], certificateArn],
    [["waf", "webAclArn"], waf?.webAclArn],
  ] as const;
  for (const [path, arn] of attached)
    if (arn !== undefined && hub?.account !== undefined && arn.split(":")[4] !== hub.account)
      yield { path, message: mismatch(arn, `one of the hub's account, which is ${hub.account}`) };
}
