import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import type { BorrowCutOffRole, Boundaries } from "../deps.ts";

/** A managed policy keeps five versions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostVersions = 5;

/** The permissions boundaries `StintCutOff` of the target accounts, reached through each account's cut-off role. */
export function openBoundaries(partition: string, borrow: BorrowCutOffRole): Boundaries {
  const open = async (account: string) => ({
    client: new IAMClient({ credentials: await borrow(account) }),
    PolicyArn: `arn:${partition}:iam::${account}:policy/stint/StintCutOff`,
  });

  return {
    async publish(account, document) {
      const { client, PolicyArn } = await open(account);
      const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
      if (Versions.length >= mostVersions) {
        const [oldest] = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort(
          (a, b) => Number(a.CreateDate) - Number(b.CreateDate),
        );
        await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest?.VersionId }));
      }
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
