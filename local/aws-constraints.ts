/** What a field of an AWS API must satisfy; lengths are in Unicode code points, as AWS counts them. */
export interface Constraint {
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it; here it must match the whole value. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
}

/** What is wrong with a required string, in AWS's words; empty when it is as it should be. */
export function violations(field: string, value: string | undefined, constraint: Constraint): string[] {
  const { min = 0, max = Infinity, pattern, oneOf } = constraint;
  const wrong = (must: string) =>
    `Value ${value === undefined ? "null" : `'${value}'`} at '${field}' failed to satisfy constraint: Member must ${must}`;
  if (value === undefined) return [wrong("not be null")];
  const length = [...value].length;
  return [
    ...(pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(value)
      ? []
      : [wrong(`satisfy regular expression pattern: ${pattern}`)]),
    ...(length < min ? [wrong(`have length greater than or equal to ${min}`)] : []),
    ...(length > max ? [wrong(`have length less than or equal to ${max}`)] : []),
    ...(oneOf === undefined || oneOf.includes(value) ? [] : [wrong(`satisfy enum value set: [${oneOf.join(", ")}]`)]),
  ];
}

/** The message of AWS's ValidationError or ValidationException for these violations. */
export function validationMessage(found: readonly string[]): string {
  return `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`;
}
