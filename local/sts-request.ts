import { type Constraint, validationMessage, violations } from "./aws-constraints.ts";

/** A refusal by STS: the code of the Query protocol's answer, and its HTTP status. */
export class StsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "StsError";
    this.code = code;
    this.status = status;
  }
}

export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** What is asked of AssumeRole. */
export interface AssumeRoleCall {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** The session policy, a JSON text. */
  readonly policy?: string;
  readonly tags: readonly SessionTag[];
  /** Spelled as the tags' keys are. */
  readonly transitiveTagKeys: readonly string[];
}

/** The parameters of a call as they were sent, for the log, which also shows calls that are not valid. */
export type Parameters = Readonly<Record<string, unknown>>;

const arn: Constraint = {
  min: 20,
  max: 2048,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD]+",
};
const name: Constraint = { min: 2, max: 64, pattern: "[\\w+=,.@-]*" };
const external: Constraint = { min: 2, max: 1224, pattern: "[\\w+=,.@:\\/-]*" };
const document: Constraint = { min: 1, max: 2048, pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" };
const tagKey: Constraint = { min: 1, max: 128, pattern: "[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]+" };
const tagValue: Constraint = { max: 256, pattern: "[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*" };

const scalars = ["RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "SourceIdentity", "Policy"] as const;

/**
 * Splits the form of a Query request into parameters named as CloudTrail names them. Refuses what is sent twice, and what
 * this STS does not know: the service ignores both, which would hide a typing error here.
 */
export function readParameters(form: URLSearchParams): Parameters {
  const single: Record<string, string> = {};
  const tags: { key?: string; value?: string }[] = [];
  const transitive: string[] = [];
  const seen = new Set<string>();
  for (const [field, value] of form) {
    if (seen.has(field)) throw new StsError("MalformedInput", `${field} is sent more than once.`);
    seen.add(field);
    const tag = /^Tags\.member\.([1-9]\d{0,3})\.(Key|Value)$/.exec(field);
    const key = /^TransitiveTagKeys\.member\.([1-9]\d{0,3})$/.exec(field);
    if (field === "Action" || field === "Version") continue;
    else if ((scalars as readonly string[]).includes(field)) single[lowerFirst(field)] = value;
    else if (tag) tags[Number(tag[1]) - 1] = { ...tags[Number(tag[1]) - 1], [lowerFirst(tag[2] as string)]: value };
    else if (key) transitive[Number(key[1]) - 1] = value;
    else if (value !== "" || (field !== "Tags" && field !== "TransitiveTagKeys"))
      throw new StsError("ValidationError", `The embedded STS does not take the parameter ${field}.`);
  }
  for (const list of [tags, transitive])
    if (Object.keys(list).length !== list.length)
      throw new StsError("MalformedInput", "The members of a list must be numbered from 1 without a gap.");
  const seconds = single.durationSeconds;
  return {
    ...single,
    ...(seconds !== undefined && /^[+-]?\d{1,10}$/.test(seconds) && { durationSeconds: Number(seconds) }),
    ...(tags.length > 0 && { tags }),
    ...(transitive.length > 0 && { transitiveTagKeys: transitive }),
  };
}

/** Checks everything about a call that does not depend on who calls or on the role; throws StsError as the service does. */
export function checkAssumeRole(given: Parameters): AssumeRoleCall {
  const text = (field: string) => given[field] as string | undefined;
  const tags = (given.tags ?? []) as readonly Partial<SessionTag>[];
  const transitive = (given.transitiveTagKeys ?? []) as readonly string[];
  const optional = (field: string, constraint: Constraint) =>
    text(field) === undefined ? [] : violations(field, text(field), constraint);

  const seconds = given.durationSeconds ?? 3600;
  if (typeof seconds !== "number" || Math.abs(seconds) > 2 ** 31 - 1)
    throw new StsError("MalformedInput", "DurationSeconds must be a whole number of seconds.");
  const found = [
    ...violations("roleArn", text("roleArn"), arn),
    ...violations("roleSessionName", text("roleSessionName"), name),
    ...outside("durationSeconds", seconds, 900, 43_200),
    ...optional("externalId", external),
    ...optional("sourceIdentity", name),
    ...optional("policy", document),
    ...tooMany("tags", tags),
    ...tags.flatMap(({ key, value }, index) => [
      ...violations(`tags.${index + 1}.member.key`, key, tagKey),
      ...violations(`tags.${index + 1}.member.value`, value, tagValue),
    ]),
    ...tooMany("transitiveTagKeys", transitive),
    ...transitive.flatMap((key, index) => violations(`transitiveTagKeys.${index + 1}.member`, key, tagKey)),
  ];
  if (found.length > 0) throw new StsError("ValidationError", validationMessage(found));
  const call = { ...given, durationSeconds: seconds, tags, transitiveTagKeys: transitive } as AssumeRoleCall;
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/([\u0021-\u007E]{1,510}\/)?[\w+=,.@-]{1,64}$/.test(call.roleArn))
    throw new StsError("ValidationError", `${call.roleArn} is invalid`);
  return { ...call, transitiveTagKeys: checkTags(call) };
}

/** The actions that a call needs to be allowed, by the caller's policies and by the role's trust policy. */
export function actionsOf({ tags, sourceIdentity }: AssumeRoleCall): readonly string[] {
  return [
    "sts:AssumeRole",
    ...(tags.length > 0 ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
}

/** Tag keys are one whatever their case, and what is to be transitive must be a tag; answers those keys as the tags spell them. */
function checkTags({ tags, transitiveTagKeys }: AssumeRoleCall): string[] {
  const keys = new Map(tags.map(({ key }) => [key.toLowerCase(), key]));
  if (keys.size !== tags.length)
    throw new StsError(
      "InvalidParameterValue",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  const reserved = tags.find(({ key }) => /^aws:/i.test(key));
  if (reserved)
    throw new StsError("InvalidParameterValue", `The tag key ${reserved.key} begins with aws:, which is reserved.`);
  return [...new Set(transitiveTagKeys.map((key) => key.toLowerCase()))].map((key) => {
    const spelled = keys.get(key);
    if (spelled !== undefined) return spelled;
    throw new StsError(
      "InvalidParameterValue",
      "The specified transitive tag key must be included in the requested tags.",
    );
  });
}

function outside(field: string, value: number, min: number, max: number): string[] {
  const wrong = (bound: string) => [
    `Value '${value}' at '${field}' failed to satisfy constraint: Member must have value ${bound}`,
  ];
  if (value < min) return wrong(`greater than or equal to ${min}`);
  return value > max ? wrong(`less than or equal to ${max}`) : [];
}

function tooMany(field: string, list: readonly unknown[]): string[] {
  const wrong = `Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to 50`;
  return list.length > 50 ? [wrong] : [];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
