/*
 * The embedded KMS: GenerateMac and VerifyMac over AWS JSON 1.1, for HMAC_256 keys. What the service does and this does
 * not: aliases, grants, dry runs, key states and policies (`allowed` decides), and no key is ever made after the start.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { validationMessage, violations } from "./aws-constraints.ts";
import { AwsJsonError, jsonAnswer, jsonBody } from "./aws-json.ts";
import { openJournal } from "./journal.ts";
import type { Part } from "./wire.ts";

type MacAction = "GenerateMac" | "VerifyMac";

export interface KmsOptions {
  /** Folder of the key material, which is made once and never leaves it. Losing it breaks every seal made before. */
  readonly state: string;
  /** Ids or ARNs of the keys there are; a key given by its ARN answers to its id too. */
  readonly keys: readonly string[];
  /** Whether the bearer of this access key id (undefined: unsigned) may do this with this key, as `keys` names it. */
  readonly allowed: (accessKeyId: string | undefined, action: MacAction, keyId: string) => boolean;
}

interface Key {
  readonly name: string;
  readonly material: Buffer;
}

const algorithms = ["HMAC_SHA_384", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_512"];

/** Starts the embedded KMS; throws where an entry of `keys` is no key id or ARN, or the stored material is damaged. */
export function startKms({ state, keys: names, allowed }: KmsOptions): { part: Part } {
  const keys = openKeys(join(state, "kms-keys.jsonl"), names);

  const part: Part = ({ method, headers, accessKeyId, body }) => {
    try {
      const action = /^TrentService\.(\w+)$/.exec(headers["x-amz-target"] ?? "")?.[1];
      if (method !== "POST" || (action !== "GenerateMac" && action !== "VerifyMac"))
        throw new AwsJsonError("UnknownOperationException", "The embedded KMS knows GenerateMac and VerifyMac only.");
      const { keyId, macAlgorithm, message, mac } = readInput(jsonBody(body), action);
      const key = keys.get(keyId);
      if (key === undefined) throw new AwsJsonError("NotFoundException", `Key '${keyId}' does not exist`);
      if (!allowed(accessKeyId, action, key.name))
        throw new AwsJsonError(
          "AccessDeniedException",
          `${accessKeyId ?? "An unsigned call"} is not authorized to perform: kms:${action} on resource: ${key.name}`,
        );
      if (macAlgorithm !== "HMAC_SHA_256")
        throw new AwsJsonError(
          "InvalidKeyUsageException",
          `Algorithm ${macAlgorithm} is incompatible with key spec HMAC_256.`,
        );
      const right = createHmac("sha256", key.material).update(message).digest();
      const answer = { KeyId: key.name, MacAlgorithm: macAlgorithm };
      if (action === "GenerateMac") return jsonAnswer("1.1", 200, { ...answer, Mac: right.toString("base64") });
      if (mac.length !== right.length || !timingSafeEqual(mac, right))
        throw new AwsJsonError("KMSInvalidMacException", "The HMAC does not match the message and the key.");
      return jsonAnswer("1.1", 200, { ...answer, MacValid: true });
    } catch (error) {
      if (!(error instanceof AwsJsonError)) throw error;
      return jsonAnswer("1.1", 400, { __type: error.type, message: error.message });
    }
  };
  return { part };
}

/** Opens the keys by every name that they answer to, and makes the ones that are new. */
function openKeys(path: string, names: readonly string[]): ReadonlyMap<string, Key> {
  const journal = openJournal<{ id: string; material: string }>(path);
  const materials = new Map(journal.entries.map(({ id, material }) => [id, Buffer.from(material ?? "", "base64")]));
  for (const [id, material] of materials)
    if (material.length !== 32) throw new Error(`${path} is damaged: the key ${id} does not have 32 bytes.`);
  const keys = new Map<string, Key>();
  for (const name of names) {
    const id = /^(?:arn:aws[a-z-]*:kms:[a-z\d-]+:\d{12}:key\/)?([\w-]{1,128})$/.exec(name)?.[1];
    if (id === undefined) throw new Error(`"${name}" is neither the id nor the ARN of a KMS key`);
    if (keys.has(id)) throw new Error(`two KMS keys have the id ${id}`);
    const material = materials.get(id) ?? randomBytes(32);
    if (!materials.has(id)) journal.append({ id, material: material.toString("base64") });
    const key = { name, material };
    keys.set(id, key).set(name, key);
  }
  return keys;
}

function readInput(input: Readonly<Record<string, unknown>>, action: MacAction) {
  const { KeyId, MacAlgorithm, Message, Mac, ...rest } = input;
  const [extra] = [...Object.keys(rest), ...(action === "GenerateMac" && Mac !== undefined ? ["Mac"] : [])];
  if (extra !== undefined)
    throw new AwsJsonError("ValidationException", `The embedded ${action} does not take ${extra}.`);
  const [message, mac] = [bytes("Message", Message), bytes("Mac", Mac)];
  const found = [
    ...violations("keyId", text("KeyId", KeyId), { min: 1, max: 2048 }),
    ...violations("macAlgorithm", text("MacAlgorithm", MacAlgorithm), { oneOf: algorithms }),
    ...sizeViolations("message", message, 4096),
    ...(action === "VerifyMac" ? sizeViolations("mac", mac, 6144) : []),
  ];
  if (found.length > 0) throw new AwsJsonError("ValidationException", validationMessage(found));
  const none = Buffer.alloc(0);
  return { keyId: KeyId as string, macAlgorithm: MacAlgorithm as string, message: message ?? none, mac: mac ?? none };
}

function text(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new AwsJsonError("SerializationException", `${field} must be a string.`);
}

function bytes(field: string, value: unknown): Buffer | undefined {
  const base64 = text(field, value);
  if (base64 === undefined) return undefined;
  const decoded = Buffer.from(base64, "base64");
  if (decoded.toString("base64") === base64) return decoded;
  throw new AwsJsonError("SerializationException", `${field} is not base64.`);
}

/** Like `violations`, without showing the value, and in bytes. */
function sizeViolations(field: string, value: Buffer | undefined, max: number): string[] {
  const wrong = (must: string) => [`Value at '${field}' failed to satisfy constraint: Member must ${must}`];
  if (value === undefined) return wrong("not be null");
  if (value.length < 1) return wrong("have length greater than or equal to 1");
  return value.length > max ? wrong(`have length less than or equal to ${max}`) : [];
}
