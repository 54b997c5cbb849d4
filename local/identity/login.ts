import type { Clock } from "../clock.ts";
import type { Part, WireAnswer, WireRequest } from "../wire.ts";
import { type Authorization, readAuthorization } from "./authorization.ts";
import type { Codes } from "./codes.ts";
import { errorPage, loginPage } from "./login-page.ts";
import { form, OAuthError, redirect } from "./oauth.ts";
import type { Pool } from "./pool.ts";
import { isSame, newSecret } from "./secret.ts";
import { signInCodeCheck } from "./sign-in-code.ts";

interface LoginOptions {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly codes: Codes;
  /** Where the browser finds these pages, such as `/identity`. */
  readonly mount: string;
  readonly signInCode: string | undefined;
}

/** What a browser visits: the way from an app to the sign-in page and back, and signing out. */
export function login({ clock, pool, codes, mount, signInCode }: LoginOptions): {
  readonly authorize: Part;
  readonly show: Part;
  readonly submit: Part;
  readonly logout: Part;
} {
  const checkCode = signInCode === undefined ? undefined : signInCodeCheck(signInCode, clock);

  const cookie = (value: string, more = "") => `${xsrfCookie}=${value}; Path=${mount}; HttpOnly; SameSite=Lax${more}`;

  /** An answer with the token of this browser, or a new one; other tabs' forms stay good. */
  const withXsrf = (request: WireRequest, answer: (xsrf: string) => WireAnswer): WireAnswer => {
    const xsrf = xsrfOf(request) ?? newSecret();
    const { headers, ...rest } = answer(xsrf);
    return { ...rest, headers: { ...headers, "set-cookie": cookie(xsrf) } };
  };

  const showPage = (request: WireRequest, { redirectUri }: Authorization, alert?: string, status?: number) =>
    withXsrf(request, (xsrf) =>
      loginPage(
        {
          people: pool.people.values(),
          xsrf,
          redirectUri,
          asksCode: checkCode !== undefined,
          ...(alert !== undefined && { alert }),
        },
        status,
      ),
    );

  const authorize: Part = (request) => {
    const read = readAuthorization(request.url.searchParams, pool);
    if ("refusal" in read) return read.refusal;
    return withXsrf(request, () => redirect(`${mount}/login${request.url.search}`));
  };

  return {
    authorize,
    show(request) {
      const read = readAuthorization(request.url.searchParams, pool);
      return "refusal" in read ? read.refusal : showPage(request, read.authorization);
    },
    submit(request) {
      const read = readAuthorization(request.url.searchParams, pool);
      if ("refusal" in read) return read.refusal;
      const { authorization } = read;
      const fields = fieldsOf(request);
      if ("refusal" in fields) return fields.refusal;
      const { _csrf, code, username } = fields.fields;
      const xsrf = xsrfOf(request);
      if (xsrf === undefined || _csrf === undefined || !isSame(_csrf, xsrf))
        return errorPage(403, "The form did not come from this sign-in page. Go back to the app and sign in again.");
      const wrong = checkCode?.(code ?? "");
      if (wrong?.waitSeconds !== undefined) {
        const wait = `Too many wrong sign-in codes. Wait ${wrong.waitSeconds} s, then try again.`;
        const { headers, ...rest } = showPage(request, authorization, wait, 429);
        return { ...rest, headers: { ...headers, "retry-after": String(wrong.waitSeconds) } };
      }
      if (wrong !== undefined)
        return showPage(request, authorization, "This is not the sign-in code. It is printed in the terminal.", 403);
      const person = pool.people.get(username ?? "");
      if (person === undefined)
        return showPage(request, authorization, `There is no "${username ?? ""}". Choose one of these people.`, 400);
      const { client, redirectUri, scopes, challenge, nonce, state } = authorization;
      const grant = { username: person.username, clientId: client.id, redirectUri, scopes, challenge, nonce };
      return redirect(redirectUri, { code: codes.issue({ ...grant, authTime: clock.now() }), state });
    },
    logout(request) {
      const query = request.url.searchParams;
      // As Cognito: without logout_uri it leads to signing in again, with the parameters of /oauth2/authorize.
      if (!query.has("logout_uri")) return authorize(request);
      const [id = "", ...otherIds] = query.getAll("client_id");
      const [uri = "", ...otherUris] = query.getAll("logout_uri");
      const client = pool.clients.get(id);
      if (client === undefined || otherIds.length > 0) return errorPage(400, `There is no client "${id}".`);
      if (!client.logoutUris.includes(uri) || otherUris.length > 0)
        return errorPage(400, `The client ${client.id} has not registered the logout_uri "${uri}".`);
      const { headers, ...rest } = redirect(uri);
      return { ...rest, headers: { ...headers, "set-cookie": cookie("", "; Max-Age=0") } };
    },
  };
}

const xsrfCookie = "XSRF-TOKEN";

function xsrfOf({ headers }: WireRequest): string | undefined {
  return new RegExp(`(?:^|; *)${xsrfCookie}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? "")?.[1];
}

function fieldsOf(
  request: WireRequest,
): { readonly fields: ReturnType<typeof form> } | { readonly refusal: WireAnswer } {
  try {
    return { fields: form(request) };
  } catch (error) {
    if (error instanceof OAuthError) return { refusal: errorPage(error.status, error.message) };
    throw error;
  }
}
