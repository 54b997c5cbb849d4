/*
 * Conditions of the target stack's policies. Operators, keys and variables that those do not use are refused when they are
 * read, instead of being evaluated wrongly: `…IfExists`, wildcards in ARNs, text around a variable, and all the rest of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { like } from "./sts-policy.ts";

/** The condition keys of a call, by their names in lower case; an absent key is not there. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** In words what does not hold, or undefined where everything does. */
export type Condition = (context: Context) => string | undefined;

type Holds = (actual: readonly string[] | undefined, wanted: readonly string[]) => boolean;

const equals = (value: string, wanted: readonly string[]) => wanted.includes(value);
const isLike = (value: string, wanted: readonly string[]) => wanted.some((pattern) => like(pattern, value));

const ofOneValue: Readonly<Record<string, Holds>> = {
  StringEquals: (actual, wanted) => actual !== undefined && equals(actual[0] ?? "", wanted),
  StringLike: (actual, wanted) => actual !== undefined && isLike(actual[0] ?? "", wanted),
  ArnEquals: (actual, wanted) => actual !== undefined && equals(actual[0] ?? "", wanted),
  ArnNotEquals: (actual, wanted) => actual === undefined || !equals(actual[0] ?? "", wanted),
};

/** `ForAllValues` holds of no values at all, as it does in IAM. */
const ofManyValues: Readonly<Record<string, Holds>> = {
  "ForAnyValue:StringEquals": (actual = [], wanted) => actual.some((value) => equals(value, wanted)),
  "ForAnyValue:StringLike": (actual = [], wanted) => actual.some((value) => isLike(value, wanted)),
  "ForAllValues:StringEquals": (actual = [], wanted) => actual.every((value) => equals(value, wanted)),
  "ForAllValues:StringLike": (actual = [], wanted) => actual.every((value) => isLike(value, wanted)),
};

const isNull: Holds = (actual, wanted) => wanted.includes(String(actual === undefined));

const oneValued =
  /^(aws:(PrincipalArn|PrincipalOrgID|RequestTag\/.+)|sts:(SourceIdentity|RoleSessionName|ExternalId))$/i;
const manyValued = /^(aws:TagKeys|sts:TransitiveTagKeys)$/i;

/** Reads a `Condition` element; throws with the path to what is not evaluated here. */
export function readCondition(block: unknown, path: string): Condition {
  const tests = Object.entries((block ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => readTest(operator, key, [values].flat(), `${path}.${operator}`)),
  );
  return (context) => {
    for (const test of tests) {
      const unmet = test(context);
      if (unmet !== undefined) return unmet;
    }
    return undefined;
  };
}

function readTest(operator: string, key: string, values: readonly unknown[], path: string): Condition {
  const holds = operator === "Null" ? isNull : (manyValued.test(key) ? ofManyValues : ofOneValue)[operator];
  if (!holds || !(oneValued.test(key) || manyValued.test(key)))
    throw new Error(`${path}: ${operator} of ${key} is not evaluated here`);
  const wanted = values.map((value) => readValue(operator, value, path));
  return (context) => {
    const actual = context.get(key.toLowerCase());
    // A variable without a value equals nothing.
    if (
      holds(
        actual,
        wanted.map((value) => value(context)).filter((value) => value !== undefined),
      )
    )
      return undefined;
    return `${operator} ${key} ${values.join(" or ")}, and found ${actual?.join(", ") || "none"}`;
  };
}

function readValue(operator: string, value: unknown, path: string): (context: Context) => string | undefined {
  if (typeof value !== "string") throw new Error(`${path}: expected a string, found ${JSON.stringify(value)}`);
  const variable = /^\$\{([^}]*)\}$/.exec(value)?.[1];
  if (operator === "StringEquals" && variable !== undefined && oneValued.test(variable))
    return (context) => context.get(variable.toLowerCase())?.[0];
  if (value.includes("${")) throw new Error(`${path}: the variable in ${value} is not evaluated here`);
  if (operator.startsWith("Arn") && /[*?]/.test(value))
    throw new Error(`${path}: the wildcard in ${value} is not evaluated here`);
  if (operator === "Null" && !/^(true|false)$/.test(value))
    throw new Error(`${path}: expected "true" or "false", found "${value}"`);
  return () => value;
}
