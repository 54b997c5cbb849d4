import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { StintError } from "../../core/errors.ts";
import type { BorrowCutOffRole, Log, Sts } from "../deps.ts";

/** The regional STS endpoint, called as the broker role. */
export function openSts(log: Log): Sts {
  const client = new STSClient({});
  return {
    async assumeRole(parameters) {
      try {
        const { Credentials } = await client.send(new AssumeRoleCommand(parameters));
        const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
        if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
          throw new Error("STS answered without credentials");
        return { AccessKeyId, SecretAccessKey, SessionToken, Expiration: Expiration.toISOString() };
      } catch (error) {
        log.error("AssumeRole failed", { role: parameters.RoleArn, error });
        const name = error instanceof Error ? error.name : "an unknown error";
        throw new StintError(
          "upstream",
          `AWS did not lend ${parameters.RoleArn} (${name}). Is StintTarget deployed in that account? Try again, then tell your administrators.`,
        );
      }
    },
  };
}

/** Milliseconds. The SDK waits for ever unless told; with its three tries the function can still say that it failed. */
const patience = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true };

/** Borrows the role of a target account which may publish its cut-off list, and nothing else. */
export function cutOffRoleBorrower(partition: string): BorrowCutOffRole {
  const client = new STSClient({ requestHandler: patience });
  return async (account) => {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: `arn:${partition}:iam::${account}:role/stint-control/StintCutOff`,
        RoleSessionName: "stint-cut-off",
        DurationSeconds: 900,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error("STS answered without credentials");
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };
}
