import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Secret } from "../deps.ts";

/** A secret of plain text in Secrets Manager. */
export function openSecret(SecretId: string): Secret {
  const client = new SecretsManagerClient({});
  const read = async (VersionStage: "AWSCURRENT" | "AWSPREVIOUS"): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
    if (!SecretString) throw new Error(`the secret ${SecretId} holds no text`);
    return SecretString;
  };
  return {
    current: () => read("AWSCURRENT"),
    previous: () =>
      read("AWSPREVIOUS").catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }),
  };
}
