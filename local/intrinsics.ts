/** Answers what an intrinsic function asks about the stack; throws with the path what it does not know. */
export interface Lookup {
  ref(id: string, path: string): unknown;
  attribute(id: string, attribute: string, path: string): unknown;
  /** The unresolved condition of that name. */
  condition(name: string, path: string): unknown;
  /** The value of a secret, by its name or ARN. */
  secret(id: string, path: string): string;
}

export interface Resolver {
  /** The value with its intrinsics resolved; `AWS::NoValue` is left out of lists and objects. */
  resolve(value: unknown, path: string): unknown;
  /** Whether a condition holds: `{ Condition: name }` or a condition function. */
  holds(condition: unknown, path: string): boolean;
}

/**
 * Resolves CloudFormation's intrinsic functions: Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split, Fn::If, and
 * in conditions Fn::Equals, Fn::And, Fn::Or, Fn::Not; and dynamic references to whole secrets. Any other throws with the
 * path to it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function makeResolver(lookup: Lookup): Resolver {
  const functions: Readonly<Record<string, (argument: unknown, path: string) => unknown>> = {
    Ref: (id, path) => lookup.ref(text(id, path), path),
    "Fn::GetAtt": (argument, path) => {
      const [id = "", ...attribute] = typeof argument === "string" ? argument.split(".") : list(argument, path);
      return lookup.attribute(text(id, path), attribute.map((part) => text(resolve(part, path), path)).join("."), path);
    },
    "Fn::Join": (argument, path) => {
      const [delimiter, parts] = list(argument, path);
      const resolved = list(resolve(parts, path), path);
      return whole(resolved.map((part) => text(part, path)).join(text(delimiter, path)), path);
    },
    "Fn::Sub": (argument, path) => {
      const [template, variables = {}] = typeof argument === "string" ? [argument] : list(argument, path);
      const replaced = text(template, path).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
        if (literal !== "") return `\${${name}}`;
        if (Object.hasOwn(object(variables, path), name))
          return text(resolve(object(variables, path)[name], path), path);
        const [id = "", ...attribute] = name.trim().split(".");
        if (attribute.length === 0) return text(lookup.ref(id, path), path);
        return text(lookup.attribute(id, attribute.join("."), path), path);
      });
      return whole(replaced, path);
    },
    "Fn::Select": (argument, path) => {
      const [index, values] = list(argument, path);
      const resolved = list(resolve(values, path), path);
      const at = Number(resolve(index, path));
      if (!(at in resolved)) throw new Error(`${path}: there is no element ${at} among ${resolved.length}`);
      return resolved[at];
    },
    "Fn::Split": (argument, path) => {
      const [delimiter, value] = list(argument, path);
      return text(resolve(value, path), path).split(text(delimiter, path));
    },
    "Fn::If": (argument, path) => {
      const [condition, then, otherwise] = list(argument, path);
      return resolve(holds({ Condition: condition }, path) ? then : otherwise, path);
    },
  };

  function resolve(value: unknown, path: string): unknown {
    if (typeof value === "string") return whole(value, path);
    if (Array.isArray(value))
      return value.map((element, i) => resolve(element, `${path}[${i}]`)).filter((element) => element !== undefined);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const called = entries.find(([key]) => key === "Ref" || key.startsWith("Fn::"));
    if (called !== undefined) {
      const [name, argument] = called;
      const run = functions[name];
      if (run === undefined) throw new Error(`${path}: ${name} is not supported here`);
      if (entries.length > 1) throw new Error(`${path}: ${name} stands beside ${entries.length - 1} other keys`);
      return run(argument, path);
    }
    return Object.fromEntries(
      entries.map(([key, v]) => [key, resolve(v, `${path}.${key}`)]).filter(([, v]) => v !== undefined),
    );
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html */
  function whole(value: string, path: string): string {
    const given = value.replace(/\{\{resolve:secretsmanager:([^{}]+?):SecretString:::\}\}/g, (_, id: string) =>
      lookup.secret(id, path),
    );
    // Parts of a reference that Fn::Join puts together pass here one by one.
    if (/\{\{resolve:.*\}\}/s.test(given))
      throw new Error(`${path}: this dynamic reference is not supported here: ${given}`);
    return given;
  }

  function holds(condition: unknown, path: string): boolean {
    const [[name, argument] = ["nothing", undefined], ...more] = Object.entries(object(condition, path));
    if (more.length > 0) throw new Error(`${path}: ${name} stands beside ${more.length} other keys`);
    const each = () => list(argument, path).map((part) => holds(part, path));
    switch (name) {
      case "Condition":
        return holds(lookup.condition(text(argument, path), path), `Conditions.${argument}`);
      case "Fn::Equals": {
        const [left, right] = list(argument, path).map((side) => text(resolve(side, path), path));
        return left === right;
      }
      case "Fn::And":
        return each().every(Boolean);
      case "Fn::Or":
        return each().some(Boolean);
      case "Fn::Not":
        return !each()[0];
      default:
        throw new Error(`${path}: ${name} is not a condition that is supported here`);
    }
  }
  return { resolve, holds };
}

function text(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`${path}: expected a string, found ${JSON.stringify(value)}`);
}

function list(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${path}: expected a list, found ${JSON.stringify(value)}`);
}

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new Error(`${path}: expected an object, found ${JSON.stringify(value)}`);
}
