import { signIn } from "./identity/sign-in.ts";

/** Where the `stint` command of the template's client listens; the scripts here only read the code from the redirect. */
const redirectUri = "http://localhost:8976/callback";

/** Signs a person in to a running system with the command line's client. Rejects with what to do when nothing runs there. */
export async function signInAt(origin: string, person: string, code?: string) {
  const response = await fetch(`${origin}/api/config`).catch(() => undefined);
  if (!response?.ok)
    throw new Error(`Stint does not answer at ${origin}. Start it with \`npm start\`, or set PORT to where it runs.`);
  const { clients } = (await response.json()) as { clients: { cli: string } };
  return signIn({ origin, person, clientId: clients.cli, redirectUri, ...(code !== undefined && { code }) });
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
}

/** Calls the API as the bearer of a token. */
export async function call<Body = unknown>(
  origin: string,
  token: string,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<Body>> {
  const response = await fetch(`${origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}
