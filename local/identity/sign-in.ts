import * as z from "zod";
import { alertOf, formOf } from "./login-page.ts";
import { hashOf, isSame, newSecret } from "./secret.ts";

interface SignInOptions {
  /** Of the main server, such as http://localhost:4780. */
  readonly origin: string;
  /** User name of who signs in. */
  readonly person: string;
  readonly clientId: string;
  /** One that the client has registered. Nothing need answer there. */
  readonly redirectUri: string;
  /** Separated by spaces, `openid` among them; without, all that the client may have. */
  readonly scope?: string;
  /** The sign-in code, where one is asked for. */
  readonly code?: string;
}

const Tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});

const Refusal = z.object({ error: z.string(), error_description: z.string() });

/**
 * Signs in as a person does in a browser (authorization code flow with PKCE, over HTTP), and returns the token endpoint's
 * answer. Each error says what to do.
 */
export async function signIn(options: SignInOptions): Promise<z.infer<typeof Tokens>> {
  const { origin, clientId, redirectUri, scope } = options;
  if (scope !== undefined && !scope.split(" ").includes("openid"))
    throw new Error(`The scope "${scope}" brings no ID token: add openid.`);
  const [verifier, state] = [newSecret(), newSecret()];
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(scope !== undefined && { scope }),
    state,
    code_challenge: hashOf(verifier),
    code_challenge_method: "S256",
  });
  const start = await call(origin, `${origin}/identity/oauth2/authorize?${query}`);
  const code = await codeFrom(await submit(start, options), options, state);
  const answer = await call(origin, `${origin}/identity/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.headers.get("content-type")?.startsWith("application/json"))
    throw new Error(`Signing in as ${options.person} failed: ${(await answer.text()).trim()}`);
  const body: unknown = await answer.json();
  if (answer.ok) return Tokens.parse(body);
  const { error, error_description: why } = Refusal.parse(body);
  throw new Error(`Signing in as ${options.person} was refused: ${error}: ${why}`);
}

/** Follows to the sign-in page and presses the person's button; the answer is where that leads. */
async function submit(start: Response, { origin, person, code, redirectUri }: SignInOptions): Promise<Response> {
  const location = start.headers.get("location");
  if (location === null || isAt(location, redirectUri)) return start;
  const url = new URL(location, `${origin}/`).href;
  const shown = await call(origin, url);
  const html = await shown.text();
  const { xsrf, usernames } = formOf(html);
  if (xsrf === undefined) throw new Error(alertOf(html) ?? elsewhere(origin));
  if (!usernames.includes(person))
    throw new Error(`There is no "${person}" to sign in as. There are: ${usernames.join(", ")}.`);
  if (code === undefined && html.includes('name="code"'))
    throw new Error("Signing in asks for the sign-in code: give the one that npm start printed in its terminal.");
  return call(origin, url, {
    method: "POST",
    headers: {
      cookie: shown.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; "),
    },
    body: new URLSearchParams({ _csrf: xsrf, username: person, ...(code !== undefined && { code }) }),
  });
}

async function codeFrom(answer: Response, { origin, redirectUri, person }: SignInOptions, state: string) {
  const location = answer.headers.get("location");
  if (location === null || !isAt(location, redirectUri))
    throw new Error(alertOf(await answer.text()) ?? elsewhere(origin));
  const query = new URL(location).searchParams;
  const error = query.get("error");
  if (error !== null)
    throw new Error(`Signing in as ${person} was refused: ${error}: ${query.get("error_description") ?? ""}`);
  const code = query.get("code");
  if (code === null || !isSame(query.get("state") ?? "", state)) throw new Error(elsewhere(origin));
  return code;
}

function isAt(location: string, redirectUri: string): boolean {
  return location.startsWith(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}`);
}

function elsewhere(origin: string): string {
  return `What answers at ${origin} is not Stint's sign-in. Give the URL that npm start printed.`;
}

async function call(origin: string, url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: "manual" });
  } catch (error) {
    throw new Error(`Nothing answers at ${origin}. Start it with npm start, then try again.`, { cause: error });
  }
}
