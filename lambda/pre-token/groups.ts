/** Cognito keeps no more of an attribute: what is that long may have been cut off. */
const longestAttribute = 2048;
/** A name that stands without quotes: any other character could end it, or be an encoding of something else. */
const simpleName = /^[\w.-]+$/;

/**
 * The groups that an identity provider's claim names, complete, or an error: half a list could lack the one that a deny rule
 * is about. Cognito keeps a claim of several values as one text: as JSON or as `[a, b]`, and a single value of SAML as `a`.
 * What a type never is is refused, so that no group's name can pass for a list.
 */
export function groupsFrom(attribute: string | undefined, type: "oidc" | "saml"): readonly string[] {
  if (attribute === undefined || attribute === "") throw new Error("the identity provider has sent no groups");
  if (attribute.length >= longestAttribute)
    throw new Error(
      `the groups take ${attribute.length} characters, and Cognito may have cut them off at ${longestAttribute}: let the provider send only those that Stint's policy names`,
    );
  const json = type === "oidc" ? parsed(attribute) : undefined;
  if (json !== undefined) return fromJson(json);
  const list = /^\[(.*)\]$/.exec(attribute)?.[1];
  if (list !== undefined) return list === "" ? [] : list.split(/, ?/).map(simple);
  if (type === "oidc") throw new Error("the groups are not a list");
  return [simple(attribute)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fromJson(groups: unknown): readonly string[] {
  if (Array.isArray(groups) && groups.every((group) => typeof group === "string" && group !== "")) return groups;
  throw new Error("the groups are not a list of names");
}

function simple(group: string): string {
  if (simpleName.test(group)) return group;
  throw new Error("a group that stands without quotes has other characters than letters, digits, _ . and -");
}
