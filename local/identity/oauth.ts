import type { WireAnswer, WireRequest } from "../wire.ts";

type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unsupported_grant_type"
  | "unsupported_token_type";

/** A refusal of the token or revocation endpoint, in the words of RFC 6749 (5.2) and RFC 7009 (2.2.1). */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;
  readonly status: number;

  constructor(code: OAuthErrorCode, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

const longestBody = 64 * 1024;

/** The parameters of a form post. Over 64 KB, another media type, or a parameter given twice (RFC 6749, 3.2) is an OAuthError. */
export function form({ headers, body }: WireRequest): Readonly<Record<string, string>> {
  if (body.length > longestBody)
    throw new OAuthError("invalid_request", `The body has ${body.length} bytes; at most ${longestBody} are read.`, 413);
  const type = headers["content-type"] ?? "none";
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(type))
    throw new OAuthError("invalid_request", `Content-Type is ${type}; expected application/x-www-form-urlencoded.`);
  const parameters = new URLSearchParams(body.toString("utf8"));
  const twice = repeated(parameters);
  if (twice !== undefined) throw new OAuthError("invalid_request", `${twice} is given twice.`);
  return named(parameters);
}

/** Parameters by name, of an object without a prototype: `__proto__` is a name like any other. */
export function named(parameters: URLSearchParams): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), Object.fromEntries(parameters)) as Record<string, string>;
}

/** The first parameter that is given more than once. */
export function repeated(parameters: URLSearchParams): string | undefined {
  return [...parameters.keys()].find((name) => parameters.getAll(name).length > 1);
}

/** A JSON answer that nothing may keep. */
export function json(body: unknown, status = 200): WireAnswer {
  return {
    status,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "cache-control": "no-store",
      pragma: "no-cache",
      "x-content-type-options": "nosniff",
    },
    body: JSON.stringify(body),
  };
}

/** Sends the browser on. The values are encoded into the query, behind what the address already has there. */
export function redirect(to: string, query: Readonly<Record<string, string | undefined>> = {}): WireAnswer {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const joint = given.length === 0 ? "" : to.includes("?") ? "&" : "?";
  return {
    status: 302,
    headers: { location: `${to}${joint}${new URLSearchParams(given)}`, "cache-control": "no-store" },
  };
}
