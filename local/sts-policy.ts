/*
 * Session policies, as far as the embedded STS needs them: their grammar, and whether one lets its session assume a role.
 * Of the conditions only the date operators on aws:CurrentTime and aws:EpochTime are evaluated. What is not known here
 * (another condition, a policy variable) counts against the caller: a Deny applies, an Allow does not.
 */
import { StsError } from "./sts-request.ts";

interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Scalar | Scalar[]>>>>;
}
type Scalar = string | number | boolean;
/** undefined: not known here. */
type Known = boolean | undefined;

const elements = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const operator =
  /^(?:(?:ForAllValues|ForAnyValue):)?(?:(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Date(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null)$/;

/** Checks the grammar of a session policy; throws MalformedPolicyDocument where it is not one. */
export function checkSessionPolicy(document: string): void {
  parse(document);
}

/** Why this session policy keeps its session from the action at that time (milliseconds), or undefined when it allows it. */
export function refusedBySessionPolicy(
  document: string,
  action: string,
  resource: string,
  now: number,
): string | undefined {
  const statements = parse(document);
  const applies = (statement: Statement): Known =>
    all([
      named(statement.Action, statement.NotAction, (pattern) => like(pattern.toLowerCase(), action.toLowerCase())),
      named(statement.Resource, statement.NotResource, (pattern) => like(pattern, resource)),
      holds(statement.Condition, now),
    ]);
  if (statements.some((statement) => statement.Effect === "Deny" && applies(statement) !== false))
    return "with an explicit deny in a session policy";
  if (statements.some((statement) => statement.Effect === "Allow" && applies(statement) === true)) return undefined;
  return `because no session policy allows the ${action} action`;
}

function parse(document: string): Statement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isObject(policy)) throw malformed("Syntax errors in policy.");
  const { Version, Id, Statement: statements, ...rest } = policy;
  if (Object.keys(rest).length > 0) throw malformed(`Syntax errors in policy: ${Object.keys(rest)[0]} is not known.`);
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17")
    throw malformed("The policy must contain a valid version string");
  if (Id !== undefined && typeof Id !== "string") throw malformed("Syntax errors in policy: Id must be a text.");
  const list = [statements].flat();
  if (list.length === 0) throw malformed("Syntax errors in policy: there is no statement.");
  for (const statement of list) checkStatement(statement);
  return list as Statement[];
}

function checkStatement(statement: unknown): void {
  if (!isObject(statement)) throw malformed("Syntax errors in policy: a statement must be an object.");
  const unknown = Object.keys(statement).find((element) => !elements.includes(element));
  if (unknown !== undefined) throw malformed(`Syntax errors in policy: a session policy has no ${unknown}.`);
  const { Sid, Effect, Condition } = statement;
  if (Sid !== undefined && (typeof Sid !== "string" || !/^[a-z\d]*$/i.test(Sid)))
    throw malformed("Statement IDs (SID) must be alpha-numeric.");
  if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Syntax errors in policy: Effect is Allow or Deny.");
  const actions = oneList(statement, "Action");
  if (!actions.every((action) => action === "*" || /^[\w-]+:[\w*?]+$/.test(action)))
    throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  const bad = oneList(statement, "Resource").find(
    (resource) => resource !== "*" && !/^arn(:[^:]*){4}:.+$/s.test(resource),
  );
  if (bad !== undefined) throw malformed(`Resource ${bad} must be in ARN format or "*".`);
  if (Condition !== undefined) checkCondition(Condition);
}

function oneList(statement: Readonly<Record<string, unknown>>, element: "Action" | "Resource"): string[] {
  const given = [statement[element], statement[`Not${element}`]].filter((value) => value !== undefined);
  const list = given.flat();
  if (given.length === 1 && list.length > 0 && list.every((value) => typeof value === "string"))
    return list as string[];
  throw malformed(`Syntax errors in policy: a statement has either ${element} or Not${element}, of texts.`);
}

function checkCondition(condition: unknown): void {
  if (!isObject(condition)) throw malformed("Syntax errors in policy: Condition must be an object.");
  for (const [name, keys] of Object.entries(condition)) {
    if (!operator.test(name)) throw malformed(`Syntax errors in policy: ${name} is no condition operator.`);
    if (!isObject(keys) || Object.keys(keys).length === 0)
      throw malformed(`Syntax errors in policy: ${name} needs a condition key.`);
    for (const value of Object.values(keys).flat())
      if (
        !["string", "number", "boolean"].includes(typeof value) ||
        (name.startsWith("Date") && time(value) === undefined)
      )
        throw malformed(`Syntax errors in policy: ${name} does not take the value ${JSON.stringify(value)}.`);
  }
}

/** One value of each list must match, and every operator and key must hold. */
function holds(condition: Statement["Condition"], now: number): Known {
  return all(
    Object.entries(condition ?? {}).flatMap(([name, keys]) =>
      Object.entries(keys).map(([key, values]) => holdsOne(name.replace(/IfExists$/, ""), key, [values].flat(), now)),
    ),
  );
}

function holdsOne(name: string, key: string, values: readonly Scalar[], now: number): Known {
  if (!/^aws:(CurrentTime|EpochTime)$/i.test(key)) return undefined;
  const compare: Record<string, (at: number) => boolean> = {
    DateEquals: (at) => now === at,
    DateLessThan: (at) => now < at,
    DateLessThanEquals: (at) => now <= at,
    DateGreaterThan: (at) => now > at,
    DateGreaterThanEquals: (at) => now >= at,
  };
  const times = values.map((value) => time(value) as number);
  if (name === "DateNotEquals") return times.every((at) => now !== at);
  const matches = compare[name];
  return matches && times.some(matches);
}

/** Milliseconds of an ISO 8601 time with a zone (or a date, which is UTC), or of seconds since the epoch. */
function time(value: unknown): number | undefined {
  const text = String(value);
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether the list names it: with Action or Resource one must match, with NotAction or NotResource none may. */
function named(
  patterns: string | string[] | undefined,
  not: string | string[] | undefined,
  matches: (p: string) => boolean,
): Known {
  const list = [patterns ?? not ?? []].flat();
  if (list.some((pattern) => !pattern.includes("${") && matches(pattern))) return patterns !== undefined;
  return list.some((pattern) => pattern.includes("${")) ? undefined : patterns === undefined;
}

/** Matches `*` and `?` without a regular expression, which could be made to take forever. */
export function like(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") [star, resume, p] = [p, t, p + 1];
    else if (pattern[p] === "?" || pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

function all(parts: readonly Known[]): Known {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string): StsError {
  return new StsError("MalformedPolicyDocument", message);
}
