import { describe, expect, test } from "vitest";
import { signIn } from "../../local/identity/sign-in.ts";
import { serve } from "../../local/wire.ts";
import { claimsOf, dashboard, minute, person, redirectUri, startPool } from "./identity-fixture.ts";

describe("the sign-in page", () => {
  const pageOf = async (options: Parameters<typeof startPool>[0] = {}) => {
    const pool = await startPool(options);
    const page = await fetch(pool.origin + (await pool.authorize()).headers.get("location"));
    return { headers: page.headers, html: await page.text() };
  };

  test("has a button for each person, with name and groups", async () => {
    const { html } = await pageOf();
    expect(html).toMatch(/<button name="username" value="alice"><b>Alice Archer<\/b> <span>engineering<\/span>/);
    expect(html).toMatch(/<button name="username" value="bob"><b>Bob Brown<\/b> <span>db-leads, on-call<\/span>/);
  });

  test("has a language, a title, a heading and the width of the device, and no script", async () => {
    const { html } = await pageOf();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain("<title>Sign in to Stint</title>");
    expect(html).toContain("<h1>Sign in to Stint</h1>");
    expect(html).toContain('content="width=device-width, initial-scale=1"');
    expect(html).not.toMatch(/<script|javascript:| on\w+=| style=/);
  });

  test("may load nothing, be framed by nobody, and lead to the app only", async () => {
    const { headers, html } = await pageOf();
    const nonce = /<style nonce="([\w-]{43})">/.exec(html)?.[1];
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' http://localhost:4780; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("same-origin");
  });

  test("shows names and groups escaped", async () => {
    const { html } = await pageOf({ people: [person('"><i>', "<i>&Co", ["x'"])] });
    expect(html).not.toContain("<i>");
    expect(html).toContain('value="&#34;&#62;&#60;i&#62;"');
    expect(html).toContain("<span>x&#39;</span>");
  });

  test("keeps the token of a browser that has one, so that two tabs can sign in", async () => {
    const pool = await startPool();
    const cookie = `theme=dark; XSRF-TOKEN=${"k".repeat(43)}`;
    const location = (await pool.authorize()).headers.get("location");
    const page = await fetch(`${pool.origin}${location}`, { headers: { cookie } });
    expect(await page.text()).toContain(`name="_csrf" value="${"k".repeat(43)}"`);
  });
});

describe("the sign-in code", () => {
  test("is asked for, by a field that Enter does not send in the first person's name", async () => {
    const pool = await startPool({ signInCode: "blue-42" });
    const page = await (await fetch(pool.origin + (await pool.authorize()).headers.get("location"))).text();
    expect(page).toContain('<label for="code">');
    expect(page.indexOf("<button disabled hidden>")).toBeLessThan(page.indexOf('<button name="username"'));
    expect(page.indexOf("<button disabled hidden>")).toBeGreaterThan(0);
  });

  test("lets in with white space around it, and not without it", async () => {
    const pool = await startPool({ signInCode: "blue-42" });
    expect((await pool.press("alice", {}, { code: " blue-42\n" })).status).toBe(302);
    for (const code of [undefined, "", "blue-4", "BLUE-42"]) {
      const answer = await pool.press("alice", {}, { code });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toMatch(/aria-invalid="true" aria-describedby="alert"/);
    }
  });

  test("after five wrong tries in a row is looked at again a minute later", async () => {
    const pool = await startPool({ signInCode: "blue-42" });
    const attempt = async (code: string) => (await pool.press("alice", {}, { code })).status;
    for (let i = 0; i < 4; i++) expect(await attempt("wrong")).toBe(403);
    expect(await attempt("blue-42")).toBe(302);
    for (let i = 0; i < 4; i++) expect(await attempt("wrong")).toBe(403);
    expect(await attempt("wrong")).toBe(429);
    const locked = await pool.press("alice", {}, { code: "blue-42" });
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("retry-after"))).toBeCloseTo(60, -1);
    pool.clock.advance(minute);
    expect(await attempt("blue-42")).toBe(302);
  });
});

describe("signing out", () => {
  test("leads to the registered page, and forgets the browser's token", async () => {
    const answer = await (await startPool()).get("/logout", {
      client_id: "dashboard",
      logout_uri: "http://localhost:4780/bye",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://localhost:4780/bye"]);
    expect(answer.headers.get("set-cookie")).toContain(
      "XSRF-TOKEN=; Path=/identity; HttpOnly; SameSite=Lax; Max-Age=0",
    );
  });

  test("leads to signing in again with a redirect_uri", async () => {
    const pool = await startPool();
    const query = new URL((await pool.authorize()).headers.get("location") ?? "", pool.origin).searchParams;
    const answer = await pool.get("/logout", Object.fromEntries(query));
    expect(answer.headers.get("location")).toMatch(/^\/identity\/login\?response_type=code/);
  });

  test.each([
    ["an unknown client", { client_id: "evil", logout_uri: "http://localhost:4780/bye" }],
    ["a page that is not registered", { client_id: "dashboard", logout_uri: "https://evil.example/" }],
    ["a redirect URI in its place", { client_id: "dashboard", logout_uri: redirectUri }],
    ["nowhere to go", { client_id: "dashboard" }],
  ])("goes nowhere for %s", async (_, query) => {
    const answer = await (await startPool()).get("/logout", query);
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
  });
});

describe("signIn", () => {
  const app = { clientId: "dashboard", redirectUri };

  test("signs in over HTTP as a browser does", async () => {
    const { origin } = await startPool({ signInCode: "blue-42" });
    const tokens = await signIn({ origin, person: "bob", ...app, scope: "openid stint/use", code: "blue-42" });
    expect(tokens.expires_in).toBe(3600);
    expect(claimsOf(tokens.access_token)).toMatchObject({ username: "bob", scope: "openid stint/use" });
    expect(claimsOf(tokens.id_token)).toMatchObject({ "cognito:username": "bob" });
  });

  test("takes all scopes of the client without a scope", async () => {
    const { origin } = await startPool();
    const tokens = await signIn({ origin, person: "bob", ...app });
    expect(claimsOf(tokens.access_token).scope).toBe("openid email stint/use");
  });

  test("says what to do when nothing answers", async () => {
    const { origin, close } = await startPool();
    await close();
    await expect(signIn({ origin, person: "bob", ...app })).rejects.toThrow(
      `Nothing answers at ${origin}. Start it with npm start, then try again.`,
    );
  });

  test("says so when something else answers", async () => {
    const served = await serve({ port: 0, mounts: { "/": () => ({ status: 200, body: "hello" }) } });
    await expect(signIn({ origin: served.origin, person: "bob", ...app })).rejects.toThrow("is not Stint's sign-in");
    await served.close();
  });

  test("names the people who exist", async () => {
    const { origin } = await startPool();
    await expect(signIn({ origin, person: "zoe", ...app })).rejects.toThrow(
      'There is no "zoe" to sign in as. There are: alice, bob.',
    );
  });

  test("asks for the code, and says when it is wrong", async () => {
    const { origin } = await startPool({ signInCode: "blue-42" });
    await expect(signIn({ origin, person: "bob", ...app })).rejects.toThrow("the one that npm start printed");
    await expect(signIn({ origin, person: "bob", ...app, code: "red" })).rejects.toThrow(
      "This is not the sign-in code",
    );
  });

  test.each([
    ["an unknown client", { clientId: "evil" }, 'There is no client "evil".'],
    ["an unknown redirect URI", { redirectUri: "http://localhost/x" }, 'has not registered the redirect_uri "http'],
    [
      "a scope that is not allowed",
      { scope: "openid stint/admin" },
      "bob was refused: invalid_scope: The client may have",
    ],
  ])("passes on why %s was refused", async (_, changes, message) => {
    const { origin } = await startPool();
    await expect(signIn({ origin, person: "bob", ...app, ...changes })).rejects.toThrow(message);
  });

  test("refuses a scope that brings no ID token", async () => {
    await expect(signIn({ origin: "http://localhost:1", person: "bob", ...app, scope: "stint/use" })).rejects.toThrow(
      'The scope "stint/use" brings no ID token: add openid.',
    );
  });

  test("passes on why the trigger let no token out", async () => {
    const { origin } = await startPool({ preToken: () => Promise.reject(new Error("No groups")) });
    await expect(signIn({ origin, person: "bob", ...app })).rejects.toThrow(
      "bob was refused: invalid_grant: PreTokenGeneration failed with error No groups.",
    );
  });

  test("finds its code behind a redirect URI that has a query of its own", async () => {
    const { origin } = await startPool();
    const tokens = await signIn({ origin, person: "bob", ...app, redirectUri: dashboard.redirectUris[1]! });
    expect(claimsOf(tokens.access_token).username).toBe("bob");
  });
});
