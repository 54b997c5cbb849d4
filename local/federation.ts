/*
 * AWS's console federation endpoint (IAM User Guide, "Enable custom identity broker access to the AWS console"). What the
 * real one does and this does not: there is no console behind it, only a page saying as whom one would be signed in; sign-in
 * tokens are gone after a restart; each signs in once, whereas AWS promises no more than its 15 minutes.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { Part, WireAnswer } from "./wire.ts";

export interface FederationOptions {
  readonly clock: Clock;
  /** Whose credentials these are, if the three belong together and are alive; `expires` in milliseconds. */
  readonly identity: (
    accessKeyId: string,
    secretAccessKey: string,
    sessionToken: string,
  ) => { readonly arn: string; readonly expires: number } | undefined;
}

interface SignIn {
  readonly arn: string;
  readonly credentialsExpire: number;
  readonly until: number;
}

const tokenLife = 15 * 60_000;

/** Starts the endpoint; it answers at `/` and `/federation` of wherever it is mounted. Refusals are 400 with a line of text. */
export function startFederation({ clock, identity }: FederationOptions): { part: Part } {
  /** By hash, so that what a stray log of this map shows signs nobody in. */
  const signIns = new Map<string, SignIn>();

  function getSigninToken(parameters: ReadonlyMap<string, string>): WireAnswer {
    if (parameters.has("SessionDuration"))
      return refused(
        "Invalid credentials parameter: SessionDuration cannot be given with credentials of a chained role.",
      );
    const session = readSession(parameters.get("Session"));
    if (session === undefined)
      return refused("Session must be a JSON object of sessionId, sessionKey and sessionToken.");
    const who = identity(session.sessionId, session.sessionKey, session.sessionToken);
    if (who === undefined) return refused("Invalid credentials parameter: they are unknown or have expired.");
    const now = clock.now();
    for (const [key, { until }] of signIns) if (until <= now) signIns.delete(key);
    const token = randomBytes(96).toString("base64url");
    signIns.set(hash(token), { arn: who.arn, credentialsExpire: who.expires, until: now + tokenLife });
    return {
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: JSON.stringify({ SigninToken: token }),
    };
  }

  function login(parameters: ReadonlyMap<string, string>): WireAnswer {
    const destination = parameters.get("Destination") ?? "";
    if (!isConsole(destination)) return refused("Destination must be an https URL of the AWS console.");
    if (!/^https?:\/\//.test(parameters.get("Issuer") ?? ""))
      return refused("Issuer must be the URL of your sign-in page.");
    const key = hash(parameters.get("SigninToken") ?? "");
    const signIn = signIns.get(key);
    signIns.delete(key);
    const now = clock.now();
    if (signIn === undefined || now >= signIn.until)
      return refused("The sign-in token is unknown, was used, or is older than 15 minutes.");
    if (now >= signIn.credentialsExpire) return refused("The credentials behind the sign-in token have expired.");
    return page(signIn, destination);
  }

  const part: Part = ({ method, url, headers, body }) => {
    if (url.pathname !== "/" && url.pathname !== "/federation") return { ...refused("Not found."), status: 404 };
    if (method !== "GET" && method !== "POST") return { ...refused("GET or POST is expected."), status: 405 };
    const form = method === "POST" && /^application\/x-www-form-urlencoded\b/.test(headers["content-type"] ?? "");
    const given = [...url.searchParams, ...(form ? new URLSearchParams(body.toString()) : [])];
    const parameters = new Map(given);
    if (parameters.size !== given.length) return refused("A parameter is given twice.");
    const action = parameters.get("Action");
    const takes = { getSigninToken: ["Session", "SessionDuration"], login: ["Issuer", "Destination", "SigninToken"] };
    if (action !== "getSigninToken" && action !== "login") return refused("Action is getSigninToken or login.");
    const unknown = [...parameters.keys()].find((name) => name !== "Action" && !takes[action].includes(name));
    if (unknown !== undefined) return refused(`${action} does not take ${unknown}.`);
    if (action === "getSigninToken") return getSigninToken(parameters);
    return method === "GET" ? login(parameters) : refused("login is a GET.");
  };
  return { part };
}

function readSession(json = ""): { sessionId: string; sessionKey: string; sessionToken: string } | undefined {
  try {
    const { sessionId, sessionKey, sessionToken, ...rest } = JSON.parse(json) as Record<string, unknown>;
    if (typeof sessionId !== "string" || typeof sessionKey !== "string" || typeof sessionToken !== "string")
      return undefined;
    return Object.keys(rest).length === 0 ? { sessionId, sessionKey, sessionToken } : undefined;
  } catch {
    return undefined;
  }
}

/** AWS takes no other destination, or the link would lead anywhere. */
function isConsole(destination: string): boolean {
  const url = URL.parse(destination);
  return (
    url !== null &&
    url.protocol === "https:" &&
    url.username === "" &&
    url.password === "" &&
    url.port === "" &&
    /(^|\.)(aws\.amazon\.com|console\.amazonaws-us-gov\.com|console\.amazonaws\.cn)$/.test(url.hostname)
  );
}

function page({ arn, credentialsExpire }: SignIn, destination: string): WireAnswer {
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>AWS console</title>
<h1>Signed in</h1>
<p>You are signed in as <strong>${escaped(arn)}</strong> until ${new Date(credentialsExpire).toISOString()}.</p>
<p>There is no console in the embedded run. On AWS this would open <code>${escaped(destination)}</code>.</p>
</html>
`,
  };
}

function refused(message: string): WireAnswer {
  return {
    status: 400,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    body: `${message}\n`,
  };
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
