import type { LocalPerson } from "./pool.ts";

/** An identity provider behind the pool: everybody here then comes from there. */
export interface LocalProvider {
  readonly name: string;
  readonly type: "OIDC" | "SAML";
  /** The user attributes that its claims are mapped to, such as `email` and `custom:groups`. */
  readonly mapped: readonly string[];
}

/**
 * The attributes that Cognito has of somebody whom a provider signed in: what is mapped, each as one text. How it writes a
 * claim of several values differs: OIDC's as JSON, SAML's as `[a, b]`, and as `a` where it is one.
 * `authTime` is in milliseconds.
 */
export function federatedAttributes(
  { username, name, email, emailVerified, groups }: LocalPerson,
  { name: providerName, type, mapped }: LocalProvider,
  authTime: number,
): Record<string, string> {
  const [group, ...more] = groups;
  const values: Readonly<Record<string, string>> = {
    name,
    email,
    email_verified: String(emailVerified),
    "custom:groups":
      type === "OIDC"
        ? JSON.stringify(groups)
        : group !== undefined && more.length === 0
          ? group
          : `[${groups.join(", ")}]`,
    "custom:auth_time": type === "OIDC" ? String(Math.floor(authTime / 1000)) : new Date(authTime).toISOString(),
  };
  const identity = {
    userId: username,
    providerName,
    providerType: type,
    issuer: null,
    primary: "true",
    dateCreated: "0",
  };
  return {
    "cognito:user_status": "EXTERNAL_PROVIDER",
    identities: JSON.stringify([identity]),
    ...Object.fromEntries(Object.entries(values).filter(([attribute]) => mapped.includes(attribute))),
  };
}
