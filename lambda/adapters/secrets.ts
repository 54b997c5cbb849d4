import {
  GetSecretValueCommand,
  type GetSecretValueCommandOutput,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Secret } from "../deps.ts";

/** A secret of plain text in Secrets Manager. */
export function openSecret(SecretId: string): Secret {
  const client = new SecretsManagerClient({});
  const read = async (VersionStage: string): Promise<readonly string[]> => {
    const { SecretString }: GetSecretValueCommandOutput = await client.send(
      new GetSecretValueCommand({ SecretId, VersionStage }),
    );
    if (!SecretString) throw new Error(`the secret ${SecretId} holds no text`);
    return [SecretString];
  };
  /** There is none until the secret is first rotated. */
  const previous = () =>
    read("AWSPREVIOUS").catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    });
  return { values: async () => (await Promise.all([read("AWSCURRENT"), previous()])).flat() };
}
