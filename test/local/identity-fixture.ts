import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startClock } from "../../local/clock.ts";
import { type IdentityOptions, startIdentity } from "../../local/identity/identity.ts";
import { hashOf } from "../../local/identity/secret.ts";
import { type Part, serve } from "../../local/wire.ts";

export const redirectUri = "http://localhost:4780/signed-in";
export const verifier = "v".repeat(43);
export const [minute, hour] = [60_000, 3_600_000];

export const alice = person("alice", "Alice Archer", ["engineering"]);
export const bob = person("bob", "Bob Brown", ["db-leads", "on-call"]);

export const dashboard = {
  id: "dashboard",
  redirectUris: [redirectUri, "http://localhost:4780/other?tab=1"],
  logoutUris: ["http://localhost:4780/bye"],
  scopes: ["openid", "email", "stint/use"],
  accessTokenMinutes: 60,
  refreshTokenMinutes: 480,
  refreshGraceSeconds: 0,
};
const other = { ...dashboard, id: "other" };

export function person(username: string, name: string, groups: readonly string[]) {
  return { username, name, email: `${username}@example.com`, emailVerified: true, groups };
}

/** Making an RSA key takes longer than all the rest: most tests share this one. */
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });

/** An empty folder, removed after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "stint-identity-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** A folder with a signing key in it. */
function stateWithKey(): string {
  const state = folder();
  writeFileSync(join(state, "signing-key.pem"), key);
  return state;
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** What is undefined is left out. */
function encoded(parameters: Parameters): URLSearchParams {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given);
}

interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly error?: string;
  readonly error_description?: string;
}

/** A running identity provider, closed after the test, and the requests that a browser and an app make of it. */
export async function startPool(options: Partial<IdentityOptions> & { offset?: number } = {}) {
  const clock = startClock(options.offset);
  const state = options.state ?? stateWithKey();
  let origin = "";
  const identity = startIdentity({
    clock,
    origin: () => origin,
    pool: "eu-west-1_StintLocal",
    people: [alice, bob],
    clients: [dashboard, other],
    preToken: async (event) => event,
    ...options,
    state,
  });
  const mounts: Record<string, Part> = { "/identity": identity.part };
  const served = await serve({ port: 0, mounts });
  origin = served.origin;
  const close = async () => {
    clock.close();
    await served.close();
  };
  onTestFinished(close);

  const url = (path: string, query: Parameters = {}) => `${origin}/identity${path}?${encoded(query)}`;
  const request: Parameters = {
    response_type: "code",
    client_id: "dashboard",
    redirect_uri: redirectUri,
    scope: "openid stint/use",
    state: "s-1",
    code_challenge: hashOf(verifier),
    code_challenge_method: "S256",
  };
  const get = (path: string, query: Parameters = {}, headers: Record<string, string> = {}) =>
    fetch(url(path, query), { redirect: "manual", headers });
  const authorize = (changes: Parameters = {}) => get("/oauth2/authorize", { ...request, ...changes });
  const post = (path: string, body: Parameters, headers: Record<string, string> = {}) =>
    fetch(`${origin}/identity${path}`, { method: "POST", redirect: "manual", body: encoded(body), headers });
  const xsrf = "x".repeat(43);
  /** Presses a person's button on the sign-in page. */
  const press = (username: string, changes: Parameters = {}, fields: Parameters = {}, cookie?: string) =>
    fetch(url("/login", { ...request, ...changes }), {
      method: "POST",
      redirect: "manual",
      headers: { cookie: cookie ?? `XSRF-TOKEN=${xsrf}` },
      body: encoded({ _csrf: xsrf, username, ...fields }),
    });
  const codeFor = async (username: string, changes: Parameters = {}) => {
    const location = (await press(username, changes)).headers.get("location") ?? "";
    return new URL(location).searchParams.get("code") ?? "";
  };
  const token = async (body: Parameters, headers: Record<string, string> = {}): Promise<TokenAnswer> => {
    const response = await post("/oauth2/token", { client_id: "dashboard", ...body }, headers);
    return { ...((await response.json()) as object), status: response.status };
  };
  const exchange = (code: string, changes: Parameters = {}) =>
    token({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...changes,
    });
  const refresh = (refreshToken: string | undefined, changes: Parameters = {}) =>
    token({ grant_type: "refresh_token", refresh_token: refreshToken, ...changes });
  const signIn = async (username: string, changes: Parameters = {}) => exchange(await codeFor(username, changes));

  return {
    ...{ clock, state, origin, identity, close },
    get,
    post,
    authorize,
    press,
    codeFor,
    token,
    exchange,
    refresh,
    signIn,
  };
}

/** The claims of a token, not verified. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}
