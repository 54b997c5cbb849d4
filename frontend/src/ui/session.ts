import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { forgetConfig, publicConfig } from "./config.ts";
import { forgetDrafts } from "./draft.ts";
import { texts } from "./texts/ui.ts";

// Tokens are kept in sessionStorage: they are this tab's, survive a reload, and go with the tab. See docs/security.md.

/** Who was signed in last in this tab, by `sub`. */
const person = "stint.person";

/** Carries the `sub` of whoever signs out, to this person's other tabs. */
const signOuts = new BroadcastChannel("stint.sign-out");

let making: Promise<UserManager> | undefined;
let renewing: Promise<string | undefined> | undefined;
let leaving: Promise<never> | undefined;

function manager(): Promise<UserManager> {
  making ??= publicConfig().then(({ issuer, clients, scopes }) => {
    // A prefix of its own: the library takes away whatever it finds among its states and does not know.
    const store = (prefix: string) => new WebStorageStateStore({ store: sessionStorage, prefix });
    return new UserManager({
      authority: issuer,
      client_id: clients.dashboard,
      redirect_uri: `${location.origin}/`,
      scope: scopes.join(" "),
      userStore: store("stint.session."),
      stateStore: store("stint.sign-in."),
      automaticSilentRenew: false,
      requestTimeoutInSeconds: 20,
    });
  });
  return making;
}

/** Seconds before its end from which a token is not used any more. */
const margin = 20;

/** An access token that is still good; undefined when the person has to sign in. */
export async function accessToken(): Promise<string | undefined> {
  const user = await (await manager()).getUser();
  if (user === null) return undefined;
  return (user.expires_in ?? 0) > margin ? user.access_token : renewedToken();
}

/** A new access token by the refresh token, which works once: so one renewal at a time. Undefined when there is none to be had. */
export function renewedToken(): Promise<string | undefined> {
  renewing ??= renew().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renew(): Promise<string | undefined> {
  const oidc = await manager();
  if (!(await oidc.getUser())?.refresh_token) return undefined;
  try {
    return (await oidc.signinSilent())?.access_token;
  } catch (error) {
    // Without a network the sign-in is as good as before; whoever asked is told that nothing could be reached.
    if (error instanceof TypeError) throw error;
    return undefined;
  }
}

/** Milliseconds after which the browser should have left the page. */
const leavingTakes = 15_000;

/**
 * Leaves the page to sign in, and comes back to the same place. With `again`, for a rule that wants a fresh sign-in. Throws
 * when that did not come about: the network failed, or the person stopped it.
 */
export function signIn(options: { readonly again?: boolean } = {}): Promise<never> {
  leaving ??= leave(options).finally(() => {
    leaving = undefined;
  });
  return leaving;
}

async function leave({ again }: { readonly again?: boolean }): Promise<never> {
  const oidc = await manager();
  await oidc.clearStaleState();
  const state = { place: location.pathname + location.search };
  // The browser is on its way, unless somebody stops it; the library does not tell.
  const late = new Promise((resolve) => setTimeout(resolve, leavingTakes));
  await Promise.race([oidc.signinRedirect({ state, ...(again && { prompt: "login" }) }), late]);
  throw new Error(texts.notSignedIn);
}

/** Where somebody was who comes back from signing in; undefined when this is no such return. Throws what went wrong there. */
export async function returnFromSignIn(): Promise<string | undefined> {
  const query = new URLSearchParams(location.search);
  if (location.pathname !== "/" || !query.has("state") || !(query.has("code") || query.has("error"))) return undefined;
  const user = await (await manager()).signinCallback();
  welcome(user?.profile.sub);
  const place = (user?.state as { place?: unknown } | undefined)?.place;
  return typeof place === "string" && /^\/(?!\/)/.test(place) ? place : "/";
}

/** What somebody typed waits for them through a new sign-in; whoever else signs in here next finds nothing of it. */
function welcome(sub: string | undefined): void {
  if (sub === undefined || sub !== sessionStorage.getItem(person)) forgetDrafts();
  if (sub !== undefined) sessionStorage.setItem(person, sub);
}

/** Ends the sign-in: here, in this person's other tabs, and at the identity provider. What was typed and kept goes too. */
export async function signOut(): Promise<void> {
  const oidc = await manager();
  const { clients } = await publicConfig();
  const sub = (await oidc.getUser())?.profile.sub;
  // Whatever the page still asks for must not sign in again meanwhile.
  leaving = new Promise<never>(() => {});
  await forgetSession(oidc, clients.dashboard);
  if (sub !== undefined) signOuts.postMessage(sub);
  forgetConfig();
  // Cognito's /logout takes these two instead of OpenID Connect's. Without a user there is no ID token to put there as a hint.
  await oidc.signoutRedirect({
    extraQueryParams: { client_id: clients.dashboard, logout_uri: `${location.origin}/` },
  });
}

/** Ends the sign-in of this tab when its person signs out in another one. */
export function followSignOuts(): void {
  signOuts.onmessage = async ({ data }) => {
    const oidc = await manager();
    if ((await oidc.getUser())?.profile.sub !== data) return;
    leaving = new Promise<never>(() => {});
    await forgetSession(oidc, (await publicConfig()).clients.dashboard);
    location.replace("/");
  };
}

/** Takes tokens and drafts out of the tab first, whatever becomes of the revocation; that gets two seconds. */
async function forgetSession(oidc: UserManager, clientId: string): Promise<void> {
  const refreshToken = (await oidc.getUser())?.refresh_token;
  await oidc.removeUser();
  forgetDrafts();
  sessionStorage.removeItem(person);
  if (refreshToken === undefined) return;
  try {
    await fetch((await oidc.metadataService.getRevocationEndpoint()) ?? "", {
      method: "POST",
      body: new URLSearchParams({ token: refreshToken, client_id: clientId }),
      signal: AbortSignal.timeout(2000),
    });
  } catch {
    // It ends by itself with identity.maxAge.
  }
}
