import { describe, expect, test } from "vitest";
import { hashOf } from "../../local/identity/secret.ts";
import { dashboard, minute, redirectUri, startPool, verifier } from "./identity-fixture.ts";

describe("an app that may not be trusted gets a page and no redirect", () => {
  test.each([
    ["an unknown client", { client_id: "evil" }],
    ["no client", { client_id: undefined }],
    ["an unknown redirect_uri", { redirect_uri: "https://evil.example/" }],
    ["a redirect_uri that only begins like a registered one", { redirect_uri: `${redirectUri}.evil.example` }],
    ["a registered redirect_uri with a query added", { redirect_uri: `${redirectUri}?next=/` }],
    ["a registered redirect_uri in capitals", { redirect_uri: redirectUri.replace("localhost", "LOCALHOST") }],
    ["no redirect_uri", { redirect_uri: undefined }],
  ])("%s", async (_, changes) => {
    const pool = await startPool();
    for (const answer of [await pool.authorize(changes), await pool.press("alice", changes)]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
      expect(answer.headers.get("content-security-policy")).toContain("form-action 'none'");
    }
  });

  test("a parameter given twice", async () => {
    const pool = await startPool();
    const query = `client_id=dashboard&client_id=other&redirect_uri=${encodeURIComponent(redirectUri)}`;
    const answer = await fetch(`${pool.origin}/identity/oauth2/authorize?${query}`, { redirect: "manual" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("client_id is given twice");
  });

  test("what it sent is shown escaped", async () => {
    const answer = await (await startPool()).authorize({ client_id: "<script>alert('x')</script>" });
    const html = await answer.text();
    expect(html).not.toContain("<script");
    expect(html).toContain("&#60;script&#62;alert(&#39;x&#39;)");
  });
});

describe("a request that the client may not make is sent back with an error", () => {
  test.each([
    ["the implicit grant", { response_type: "token" }, "unauthorized_client"],
    ["another response type", { response_type: "code token" }, "invalid_request"],
    ["no response type", { response_type: undefined }, "invalid_request"],
    ["no PKCE", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["plain PKCE", { code_challenge: verifier, code_challenge_method: "plain" }, "invalid_request"],
    ["a challenge without its method", { code_challenge_method: undefined }, "invalid_request"],
    ["a method without its challenge", { code_challenge: undefined }, "invalid_request"],
    ["a challenge that is no SHA-256", { code_challenge: "short" }, "invalid_request"],
    ["an unknown scope", { scope: "openid stint/admin" }, "invalid_scope"],
    ["a scope that is part of an allowed one", { scope: "openid stint" }, "invalid_scope"],
    ["the self-service scope", { scope: "openid aws.cognito.signin.user.admin" }, "invalid_scope"],
    ["email without openid", { scope: "email" }, "invalid_scope"],
    ["signing in unasked", { prompt: "none" }, "login_required"],
  ])("%s", async (_, changes, error) => {
    const pool = await startPool();
    for (const answer of [await pool.authorize(changes), await pool.press("alice", changes)]) {
      expect(answer.status).toBe(302);
      const back = new URL(answer.headers.get("location") ?? "");
      expect(back.origin + back.pathname).toBe(redirectUri);
      expect(Object.fromEntries(back.searchParams)).toEqual({
        error,
        error_description: expect.any(String),
        state: "s-1",
      });
    }
  });

  test.each(["a&code=forged#x", "é \"'<script>", "\r\nSet-Cookie: a=b", "{%22a%22:1}", "+ %2B"])(
    "the state %j comes back as it was",
    async (state) => {
      const pool = await startPool();
      for (const answer of [
        await pool.press("alice", { state }),
        await pool.authorize({ state, response_type: "x" }),
      ]) {
        const back = new URL(answer.headers.get("location") ?? "");
        expect(back.searchParams.getAll("state")).toEqual([state]);
        expect(back.searchParams.getAll("code")).not.toContain("forged");
        expect(answer.headers.get("set-cookie")).toBeNull();
      }
    },
  );
});

describe("the sign-in form is refused", () => {
  test.each([
    ["without the cookie", {}, ""],
    ["without the field", { _csrf: undefined }, undefined],
    ["with another field than the cookie", { _csrf: "y".repeat(43) }, undefined],
    ["with empty ones", { _csrf: "" }, "XSRF-TOKEN="],
    ["with short ones", { _csrf: "x" }, "XSRF-TOKEN=x"],
  ])("%s", async (_, fields, cookie) => {
    const answer = await (await startPool()).press("alice", {}, fields, cookie);
    expect([answer.status, answer.headers.get("location")]).toEqual([403, null]);
  });

  test("from a page of another origin", async () => {
    const pool = await startPool();
    const answer = await pool.post("/login", {}, { origin: "http://localhost:3000" });
    expect(answer.status).toBe(403);
  });

  test("when it is over 64 KB", async () => {
    const pool = await startPool();
    expect((await pool.press("alice", {}, { more: "x".repeat(65_536) })).status).toBe(413);
  });

  test("as JSON", async () => {
    const pool = await startPool();
    const url = (await pool.authorize()).headers.get("location") ?? "";
    const answer = await fetch(`${pool.origin}${url}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: `XSRF-TOKEN=${"x".repeat(43)}` },
      body: JSON.stringify({ _csrf: "x".repeat(43), username: "alice" }),
    });
    expect(answer.status).toBe(400);
  });

  test("for a person who does not exist, with the page to choose again", async () => {
    const answer = await (await startPool()).press("<b>zoe</b>");
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain("There is no &#34;&#60;b&#62;zoe");
    expect(html).toContain("Bob Brown");
  });
});

describe("an authorization code is refused", () => {
  const refused = (description: string) => ({
    status: 400,
    error: "invalid_grant",
    error_description: expect.stringContaining(description),
  });

  test("with a wrong verifier, and is used up by that", async () => {
    const pool = await startPool();
    const code = await pool.codeFor("alice");
    expect(await pool.exchange(code, { code_verifier: "w".repeat(43) })).toEqual(refused("code_verifier"));
    expect(await pool.exchange(code)).toEqual(refused("unknown, used"));
  });

  test("with a verifier shorter than PKCE allows", async () => {
    const pool = await startPool();
    const code = await pool.codeFor("alice", { code_challenge: hashOf("guess") });
    expect(await pool.exchange(code, { code_verifier: "guess" })).toEqual(refused("code_verifier"));
  });

  test("with the challenge in the verifier's place", async () => {
    const pool = await startPool();
    const code = await pool.codeFor("alice");
    expect(await pool.exchange(code, { code_verifier: hashOf(verifier) })).toEqual(refused("code_verifier"));
  });

  test("with another redirect_uri than it was sent to", async () => {
    const pool = await startPool();
    const answer = await pool.exchange(await pool.codeFor("alice"), { redirect_uri: dashboard.redirectUris[1] });
    expect(answer).toEqual(refused("redirect_uri"));
  });

  test("of another client", async () => {
    const pool = await startPool();
    expect(await pool.exchange(await pool.codeFor("alice"), { client_id: "other" })).toEqual(refused("another client"));
  });

  test("after five minutes", async () => {
    const pool = await startPool();
    const [early, late] = [await pool.codeFor("alice"), await pool.codeFor("alice")];
    pool.clock.advance(5 * minute - 5_000);
    expect((await pool.exchange(early)).status).toBe(200);
    pool.clock.advance(5_000);
    expect(await pool.exchange(late)).toEqual(refused("too old"));
  });

  test("the second time, and what came of the first is revoked", async () => {
    const pool = await startPool();
    const code = await pool.codeFor("alice");
    const { refresh_token } = await pool.refresh((await pool.exchange(code)).refresh_token);
    expect(await pool.exchange(code)).toEqual(refused("unknown, used"));
    expect(await pool.refresh(refresh_token)).toEqual(refused("revoked"));
  });

  test("the second time even while the first is under way, which then fails too", async () => {
    let go: (() => void) | undefined;
    const preToken = (event: unknown) =>
      new Promise((done) => {
        go = () => done(event);
      });
    const pool = await startPool({ preToken });
    const code = await pool.codeFor("alice");
    const first = pool.exchange(code);
    await expect.poll(() => go).toBeDefined();
    expect(await pool.exchange(code)).toEqual(refused("unknown, used"));
    go?.();
    expect(await first).toEqual(refused("revoked"));
  });

  test("when the thief is one of twenty at once: no refresh token survives", async () => {
    const pool = await startPool();
    const code = await pool.codeFor("alice");
    const answers = await Promise.all(Array.from({ length: 20 }, () => pool.exchange(code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { refresh_token } of won) expect((await pool.refresh(refresh_token)).status).toBe(400);
  });
});

describe("the token endpoint refuses", () => {
  test.each([
    ["an unknown client", { client_id: "evil", grant_type: "refresh_token" }, "invalid_client"],
    ["no client", { client_id: undefined, grant_type: "refresh_token" }, "invalid_request"],
    ["a secret, for a public client", { client_secret: "s", grant_type: "refresh_token" }, "invalid_client"],
    ["no grant type", {}, "invalid_request"],
    ["the password grant", { grant_type: "password", username: "alice" }, "unsupported_grant_type"],
    ["the client credentials grant", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code", redirect_uri: "r", code_verifier: "v" }, "invalid_request"],
    ["no verifier", { grant_type: "authorization_code", code: "c", redirect_uri: "r" }, "invalid_request"],
    ["an empty refresh token", { grant_type: "refresh_token", refresh_token: "" }, "invalid_request"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "guess" }, "invalid_grant"],
  ])("%s", async (_, body, error) => {
    const pool = await startPool();
    expect(await pool.token(body)).toMatchObject({ status: 400, error });
  });

  test("an Authorization header", async () => {
    const pool = await startPool();
    const basic = { authorization: "Basic ZGFzaGJvYXJkOg==" };
    const answer = await pool.token({ grant_type: "refresh_token", refresh_token: "x" }, basic);
    expect(answer).toMatchObject({ status: 400, error: "invalid_client" });
  });

  test("JSON", async () => {
    const answer = await (await startPool()).token({}, { "content-type": "application/json" });
    expect(answer).toMatchObject({ status: 400, error: "invalid_request" });
  });

  test("a parameter given twice", async () => {
    const pool = await startPool();
    const answer = await fetch(`${pool.origin}/identity/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams("client_id=other&client_id=dashboard&grant_type=refresh_token"),
    });
    expect(await answer.json()).toMatchObject({ error: "invalid_request" });
  });

  test("a body over 64 KB", async () => {
    const answer = await (await startPool()).token({ grant_type: "x".repeat(65_536) });
    expect(answer).toMatchObject({ status: 413, error: "invalid_request" });
  });
});
