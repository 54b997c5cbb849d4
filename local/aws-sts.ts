import { randomUUID } from "node:crypto";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { answered, elements, refused } from "./sts-answer.ts";
import { checkAssumeRole, readParameters, StsError } from "./sts-request.ts";
import type { Part } from "./wire.ts";

export interface AwsStsOptions {
  /** The embedded STS, for every call but those that lend an elevated role. */
  readonly embedded: Part;
  /** Whether this access key id is the broker's. */
  readonly isBroker: (accessKeyId: string | undefined) => boolean;
  readonly region: string;
}

/**
 * Lends elevated roles by the real STS, with the AWS credentials of this process's environment. They stay in this process:
 * the functions are given none of them, and call the embedded endpoint as ever. The target role has to trust whoever the
 * credentials belong to; AWS checks everything else itself.
 */
export function awsSts({ embedded, isBroker, region }: AwsStsOptions): Part {
  const client = new STSClient({ region });
  return async (request) => {
    const form = new URLSearchParams(request.body.toString());
    const lends = form.get("Action") === "AssumeRole" && form.get("RoleArn")?.includes(":role/stint/");
    if (!lends || !isBroker(request.accessKeyId)) return embedded(request);
    const requestID = randomUUID();
    try {
      return answered("AssumeRole", await assumeRole(client, form), requestID);
    } catch (error) {
      const { name, message } = error as Error;
      return refused(error instanceof StsError ? error : new StsError(name, message, 403), requestID);
    }
  };
}

async function assumeRole(client: STSClient, form: URLSearchParams): Promise<string> {
  const call = checkAssumeRole(readParameters(form));
  const { Credentials, AssumedRoleUser, SourceIdentity, PackedPolicySize } = await client.send(
    new AssumeRoleCommand({
      RoleArn: call.roleArn,
      RoleSessionName: call.roleSessionName,
      DurationSeconds: call.durationSeconds,
      SourceIdentity: call.sourceIdentity,
      Policy: call.policy,
      Tags: call.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      TransitiveTagKeys: [...call.transitiveTagKeys],
    }),
  );
  return elements({
    AssumedRoleUser: { AssumedRoleId: AssumedRoleUser?.AssumedRoleId, Arn: AssumedRoleUser?.Arn },
    Credentials: {
      AccessKeyId: Credentials?.AccessKeyId,
      SecretAccessKey: Credentials?.SecretAccessKey,
      SessionToken: Credentials?.SessionToken,
      Expiration: Credentials?.Expiration?.toISOString(),
    },
    SourceIdentity,
    PackedPolicySize: PackedPolicySize?.toString(),
  });
}
