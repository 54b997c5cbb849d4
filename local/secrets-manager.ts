/*
 * The embedded Secrets Manager: GetSecretValue over AWS JSON 1.1. What the service does and this does not: binary secrets,
 * other version stages than AWSCURRENT and AWSPREVIOUS, KMS keys, resource policies, deletion, rotation by a function, and
 * partial ARNs. What CloudFormation would generate is random letters and digits of the length that the template asks for.
 */
import { randomInt, randomUUID } from "node:crypto";
import { join } from "node:path";
import { validationMessage, violations } from "./aws-constraints.ts";
import { AwsJsonError, jsonAnswer, jsonBody } from "./aws-json.ts";
import type { Clock } from "./clock.ts";
import { openJournal } from "./journal.ts";
import type { Part } from "./wire.ts";

/** A secret that is generated when it is first met. */
export interface LocalSecret {
  readonly arn: string;
  readonly name: string;
  readonly length: number;
}

export interface SecretsManagerOptions {
  readonly clock: Clock;
  /** Folder of the values. */
  readonly state: string;
  readonly secrets: readonly LocalSecret[];
  /** Whether the bearer of this access key id (undefined: unsigned) may read this secret. */
  readonly allowed: (accessKeyId: string | undefined, arn: string) => boolean;
}

export interface SecretsManager {
  readonly part: Part;
  /** The current value, by ARN or name; undefined where there is no such secret. */
  value(id: string): string | undefined;
  /** Gives the secret a new value; the one before stays readable as AWSPREVIOUS. */
  rotate(id: string): void;
}

interface Version {
  readonly arn: string;
  readonly id: string;
  readonly value: string;
  /** Milliseconds. */
  readonly at: number;
}

const stages = ["AWSCURRENT", "AWSPREVIOUS"];
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Starts the embedded Secrets Manager; throws where its file in `state` is damaged. */
export function startSecretsManager({ clock, state, secrets, allowed }: SecretsManagerOptions): SecretsManager {
  const journal = openJournal<Version>(join(state, "secrets.jsonl"));
  const versionsOf = (arn: string) => journal.entries.filter((version) => version.arn === arn);
  const generate = ({ arn, length }: LocalSecret) => {
    const value = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
    journal.append({ arn, id: randomUUID(), value, at: clock.now() });
  };
  const find = (id: string) => secrets.find(({ arn, name }) => id === arn || id === name);
  for (const secret of secrets) if (versionsOf(secret.arn).length === 0) generate(secret);

  const part: Part = ({ method, headers, accessKeyId, body }) => {
    try {
      if (method !== "POST" || headers["x-amz-target"] !== "secretsmanager.GetSecretValue")
        throw new AwsJsonError("UnknownOperationException", "The embedded Secrets Manager knows GetSecretValue only.");
      const { id, stage } = readInput(jsonBody(body));
      const secret = find(id);
      // As AWS does: who may not read a secret does not learn whether it exists.
      if (!allowed(accessKeyId, secret?.arn ?? id))
        throw new AwsJsonError(
          "AccessDeniedException",
          `${accessKeyId ?? "An unsigned call"} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${id}`,
        );
      if (!secret)
        throw new AwsJsonError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
      const version = versionsOf(secret.arn).at(stage === "AWSCURRENT" ? -1 : -2);
      if (!version)
        throw new AwsJsonError(
          "ResourceNotFoundException",
          `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        );
      return jsonAnswer("1.1", 200, {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: [stage],
        SecretString: version.value,
        CreatedDate: version.at / 1000,
      });
    } catch (error) {
      if (!(error instanceof AwsJsonError)) throw error;
      return jsonAnswer("1.1", 400, { __type: error.type, message: error.message });
    }
  };

  return {
    part,
    value(id) {
      const secret = find(id);
      return secret && versionsOf(secret.arn).at(-1)?.value;
    },
    rotate(id) {
      const secret = find(id);
      if (!secret) throw new Error(`there is no secret ${id}`);
      generate(secret);
    },
  };
}

function readInput({ SecretId, VersionStage = "AWSCURRENT", ...rest }: Readonly<Record<string, unknown>>) {
  const [extra] = Object.keys(rest);
  if (extra !== undefined)
    throw new AwsJsonError("InvalidParameterException", `The embedded GetSecretValue does not take ${extra}.`);
  const found = [
    ...violations("secretId", typeof SecretId === "string" ? SecretId : undefined, { min: 1, max: 2048 }),
    ...violations("versionStage", String(VersionStage), { oneOf: stages }),
  ];
  if (found.length > 0) throw new AwsJsonError("InvalidParameterException", validationMessage(found));
  return { id: SecretId as string, stage: String(VersionStage) };
}
