import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { forgetConfig, publicConfig } from "./config.ts";
import { forgetDrafts } from "./draft.ts";

// Tokens are kept in sessionStorage: they are this tab's, survive a reload, and go with the tab. See docs/security.md.

let making: Promise<UserManager> | undefined;
let renewing: Promise<string | undefined> | undefined;
let leaving: Promise<never> | undefined;

function manager(): Promise<UserManager> {
  making ??= publicConfig().then(({ issuer, clients, scopes }) => {
    const store = () => new WebStorageStateStore({ store: sessionStorage, prefix: "stint." });
    return new UserManager({
      authority: issuer,
      client_id: clients.dashboard,
      redirect_uri: `${location.origin}/`,
      scope: scopes.join(" "),
      userStore: store(),
      stateStore: store(),
      automaticSilentRenew: false,
      revokeTokenTypes: ["refresh_token"],
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

/** Leaves the page to sign in, and comes back to the same place. With `again`, for a rule that wants a fresh sign-in. */
export function signIn(options: { readonly again?: boolean } = {}): Promise<never> {
  leaving ??= (async () => {
    const oidc = await manager();
    await oidc.clearStaleState();
    const state = { place: location.pathname + location.search };
    await oidc.signinRedirect({ state, ...(options.again && { prompt: "login" }) });
    // The browser is on its way.
    return new Promise<never>(() => {});
  })().catch((error: unknown) => {
    leaving = undefined;
    throw error;
  });
  return leaving;
}

/** Where somebody was who comes back from signing in; undefined when this is no such return. Throws what went wrong there. */
export async function returnFromSignIn(): Promise<string | undefined> {
  const query = new URLSearchParams(location.search);
  if (location.pathname !== "/" || !query.has("state") || !(query.has("code") || query.has("error"))) return undefined;
  const user = await (await manager()).signinCallback();
  const place = (user?.state as { place?: unknown } | undefined)?.place;
  return typeof place === "string" && /^\/(?!\/)/.test(place) ? place : "/";
}

/** Ends the sign-in: here, at the identity provider, and for the refresh token. What was typed and kept goes too. */
export async function signOut(): Promise<void> {
  const oidc = await manager();
  const { clients } = await publicConfig();
  forgetDrafts();
  forgetConfig();
  await oidc.revokeTokens().catch(() => {});
  // Cognito's /logout takes these two instead of OpenID Connect's.
  await oidc.signoutRedirect({
    extraQueryParams: { client_id: clients.dashboard, logout_uri: `${location.origin}/` },
  });
}
