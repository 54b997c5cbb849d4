import { createHash } from "node:crypto";
import type { LocalProvider } from "./federated.ts";

/** One who can sign in. */
export interface LocalPerson {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly groups: readonly string[];
  /** Instead of the one derived from the user name: one human with two subs. */
  readonly sub?: string;
}

/** A public app client (no secret) that may use the authorization code flow with PKCE and nothing else. */
export interface LocalClient {
  readonly id: string;
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMinutes: number;
  /** From the sign-in on; using a refresh token does not prolong it. */
  readonly refreshTokenMinutes: number;
  /** How long a refresh token works on after its first use: for an answer that got lost. */
  readonly refreshGraceSeconds: number;
}

/** What a Cognito user pool holds. */
export interface Pool {
  readonly id: string;
  readonly people: ReadonlyMap<string, LocalPerson>;
  readonly clients: ReadonlyMap<string, LocalClient>;
  readonly provider: LocalProvider | undefined;
}

/** Patterns as in the Cognito API: UserPoolId and Username. */
const poolId = /^[\w-]+_[0-9a-zA-Z]+$/;
const username = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** Throws with everything that is wrong at once. */
export function makePool(
  id: string,
  people: readonly LocalPerson[],
  clients: readonly LocalClient[],
  provider?: LocalProvider,
): Pool {
  const problems = [
    ...(poolId.test(id) ? [] : [`pool "${id}": expected a Region, "_" and letters or digits`]),
    ...people
      .filter((person) => !username.test(person.username))
      .map((person) => `person "${person.username}": expected 1 to 128 characters without spaces`),
    ...twice(people.map((person) => person.username)).map((name) => `person "${name}" is there twice`),
    ...twice(people.map(subOf)).map((sub) => `sub "${sub}" belongs to two people`),
    ...twice(clients.map((client) => client.id)).map((client) => `client "${client}" is there twice`),
    ...clients.flatMap(problemsOf),
  ];
  if (problems.length > 0) throw new Error(`The identity provider cannot start: ${problems.join("; ")}.`);
  return {
    id,
    people: new Map(people.map((person) => [person.username, person])),
    clients: new Map(clients.map((client) => [client.id, client])),
    provider,
  };
}

/** A UUID that is the same at each start, since it comes from the user name. */
export function subOf({ username, sub }: LocalPerson): string {
  if (sub !== undefined) return sub;
  const bytes = createHash("sha256").update(username).digest().subarray(0, 16);
  // Version 8 ("custom") and the variant of RFC 9562, 5.8.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function problemsOf(client: LocalClient): string[] {
  const of = `client "${client.id}"`;
  const minutes = ["accessTokenMinutes", "refreshTokenMinutes"] as const;
  return [
    ...[...client.redirectUris, ...client.logoutUris]
      .filter((uri) => !/^https?:$/.test(URL.parse(uri)?.protocol ?? "") || uri.includes("#"))
      .map((uri) => `${of}: "${uri}": expected an http or https URL without a fragment`),
    ...client.scopes.filter((s) => !/^\S+$/.test(s)).map((s) => `${of}: scope "${s}": expected no spaces`),
    ...minutes
      .filter((key) => !(Number.isInteger(client[key]) && client[key] > 0))
      .map((key) => `${of}: ${key} ${client[key]}: expected a whole number over 0`),
  ];
}

function twice(values: readonly string[]): string[] {
  return values.filter((value, at) => values.indexOf(value) !== at);
}
