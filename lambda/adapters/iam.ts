import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  type PolicyVersion,
} from "@aws-sdk/client-iam";
import type { BorrowCutOffRole, Boundaries } from "../deps.ts";

/** A managed policy keeps five versions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostVersions = 5;
/** Milliseconds. The SDK waits for ever unless told; with its three tries the function can still say that it failed. */
const patience = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true };

/** The permissions boundaries `StintCutOff` of the target accounts, reached through each account's cut-off role. */
export function openBoundaries(partition: string, borrow: BorrowCutOffRole): Boundaries {
  const open = async (account: string) => ({
    client: new IAMClient({ credentials: await borrow(account), requestHandler: patience }),
    PolicyArn: `arn:${partition}:iam::${account}:policy/stint/StintCutOff`,
  });

  return {
    async publish(account, document) {
      const { client, PolicyArn } = await open(account);
      const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
      const [oldest] = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort(byNumber);
      if (oldest && Versions.length >= mostVersions)
        await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
      await client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: true }));
    },

    async live(account) {
      const { client, PolicyArn } = await open(account);
      const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
      const VersionId = Versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId;
      const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      // IAM answers documents URL-encoded (RFC 3986).
      return decodeURIComponent(PolicyVersion?.Document ?? "");
    },
  };
}

/** Versions are numbered in the order of their making, `v1` first; their dates have whole seconds only. */
function byNumber(a: PolicyVersion, b: PolicyVersion): number {
  return numberOf(a) - numberOf(b);
}

function numberOf({ VersionId = "" }: PolicyVersion): number {
  return Number(VersionId.slice(1));
}
