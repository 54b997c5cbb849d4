import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { StintError } from "../../core/errors.ts";
import type { Log, Sts } from "../deps.ts";

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
