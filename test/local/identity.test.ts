import { JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { describe, expect, test } from "vitest";
import { startIdentity } from "../../local/identity/identity.ts";
import { alice, bob, claimsOf, dashboard, folder, hour, minute, redirectUri, startPool } from "./identity-fixture.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a Lambda does with a token: the keys over HTTP, whatever the protocol. */
function verifierOf(issuer: string) {
  const fetcher = { fetch: async (uri: string) => (await fetch(uri)).arrayBuffer() };
  return JwtVerifier.create(
    { issuer, audience: null, jwksUri: `${issuer}/.well-known/jwks.json` },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
}

describe("signing in", () => {
  test("leads from the app to the page, from the page to the app, and ends in tokens", async () => {
    const pool = await startPool();
    const toPage = await pool.authorize();
    expect(toPage.status).toBe(302);
    const location = toPage.headers.get("location") ?? "";
    expect(location).toMatch(/^\/identity\/login\?response_type=code&client_id=dashboard&/);
    expect(toPage.headers.get("set-cookie")).toMatch(/^XSRF-TOKEN=[\w-]{43}; Path=\/identity; HttpOnly; SameSite=Lax$/);

    const page = await fetch(`${pool.origin}${location}`);
    expect(await page.text()).toContain("Alice Archer");

    const back = new URL((await pool.press("alice")).headers.get("location") ?? "");
    expect(back.href).toMatch(`${redirectUri}?code=`);
    expect(back.searchParams.get("state")).toBe("s-1");

    const tokens = await pool.exchange(back.searchParams.get("code") ?? "");
    expect(tokens).toEqual({
      status: 200,
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: "Bearer",
      expires_in: 3600,
    });
  });

  test("gives the access token the claims of Cognito's", async () => {
    const pool = await startPool();
    pool.clock.advance(3 * hour);
    const code = await pool.codeFor("bob");
    pool.clock.advance(2 * minute);
    const claims = claimsOf((await pool.exchange(code)).access_token);
    const now = Math.floor(pool.clock.now() / 1000);
    expect(claims).toEqual({
      sub: expect.stringMatching(uuid),
      "cognito:groups": ["db-leads", "on-call"],
      iss: `${pool.origin}/identity/eu-west-1_StintLocal`,
      version: 2,
      client_id: "dashboard",
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: "access",
      scope: "openid stint/use",
      auth_time: expect.closeTo(now - 120, -1),
      iat: expect.closeTo(now, -1),
      exp: Number(claims.iat) + 3600,
      jti: expect.any(String),
      username: "bob",
    });
  });

  test("gives the ID token who the person is, for this client, with the nonce", async () => {
    const pool = await startPool({ people: [{ ...alice, emailVerified: false, groups: [] }] });
    const tokens = await pool.signIn("alice", { nonce: "n-0S6" });
    const claims = claimsOf(tokens.id_token);
    expect(claims).toMatchObject({
      aud: "dashboard",
      token_use: "id",
      email: "alice@example.com",
      email_verified: false,
      name: "Alice Archer",
      "cognito:username": "alice",
      nonce: "n-0S6",
      at_hash: expect.stringMatching(/^[\w-]{22}$/),
      sub: claimsOf(tokens.access_token).sub,
      origin_jti: claimsOf(tokens.access_token).origin_jti,
    });
    expect(claims).not.toHaveProperty("cognito:groups");
    expect(claims).not.toHaveProperty("client_id");
    expect(claims.jti).not.toBe(claimsOf(tokens.access_token).jti);
  });

  test("issues no ID token without the scope openid", async () => {
    const tokens = await (await startPool()).signIn("alice", { scope: "stint/use" });
    expect(tokens).not.toHaveProperty("id_token");
    expect(claimsOf(tokens.access_token).scope).toBe("stint/use");
  });

  test("grants all scopes of the client when none is asked for", async () => {
    const tokens = await (await startPool()).signIn("alice", { scope: undefined });
    expect(claimsOf(tokens.access_token).scope).toBe("openid email stint/use");
  });

  test("grants aws.cognito.signin.user.admin to a client that lists it", async () => {
    const scopes = [...dashboard.scopes, "aws.cognito.signin.user.admin"];
    const pool = await startPool({ clients: [{ ...dashboard, scopes }] });
    const tokens = await pool.signIn("alice", { scope: "aws.cognito.signin.user.admin" });
    expect(claimsOf(tokens.access_token).scope).toBe("aws.cognito.signin.user.admin");
  });

  test("keeps a query that the redirect URI already has", async () => {
    const pool = await startPool();
    const pressed = await pool.press("alice", { redirect_uri: "http://localhost:4780/other?tab=1" });
    expect(pressed.headers.get("location")).toMatch(/^http:\/\/localhost:4780\/other\?tab=1&code=[\w-]{43}&state=s-1$/);
  });

  test("gives a person the same sub at each start, two people two, and a chosen one where it is given", async () => {
    const sub = async (username: string, options = {}) =>
      claimsOf((await (await startPool(options)).signIn(username)).access_token).sub;
    expect(await sub("alice")).toBe(await sub("alice"));
    expect(await sub("alice")).not.toBe(await sub("bob"));
    expect(await sub("alice", { people: [{ ...alice, sub: "another" }] })).toBe("another");
  });
});

describe("tokens", () => {
  test("are verified by aws-jwt-verify with the keys fetched over HTTP", async () => {
    const pool = await startPool();
    const tokens = await pool.signIn("alice");
    const verifier = verifierOf(pool.identity.issuer());
    expect(await verifier.verify(tokens.access_token ?? "")).toMatchObject({ username: "alice", token_use: "access" });
    expect(await verifier.verify(tokens.id_token ?? "", { audience: "dashboard" })).toMatchObject({ token_use: "id" });
  });

  test("do not verify once a claim is changed", async () => {
    const pool = await startPool();
    const [header, , signature] = ((await pool.signIn("alice")).access_token ?? "").split(".");
    const payload = { ...claimsOf((await pool.signIn("alice")).access_token), "cognito:groups": ["platform-admins"] };
    const forged = `${header}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.${signature}`;
    await expect(verifierOf(pool.identity.issuer()).verify(forged)).rejects.toThrow("Invalid signature");
  });

  test("can be signed with any claims, for tests", async () => {
    const { identity } = await startPool();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = identity.signAs({ iss: identity.issuer(), exp, made: "up" });
    expect(await verifierOf(identity.issuer()).verify(token)).toMatchObject({ made: "up" });
  });
});

describe("the provider", () => {
  test("says where its endpoints are", async () => {
    const pool = await startPool();
    const found = await (await pool.get("/eu-west-1_StintLocal/.well-known/openid-configuration")).json();
    expect(found).toMatchObject({
      issuer: pool.identity.issuer(),
      authorization_endpoint: `${pool.origin}/identity/oauth2/authorize`,
      token_endpoint: `${pool.origin}/identity/oauth2/token`,
      revocation_endpoint: `${pool.origin}/identity/oauth2/revoke`,
      end_session_endpoint: `${pool.origin}/identity/logout`,
      jwks_uri: `${pool.identity.issuer()}/.well-known/jwks.json`,
      code_challenge_methods_supported: ["S256"],
    });
  });

  test("shows the public half of its key only", async () => {
    const pool = await startPool();
    const keys = await (await pool.get("/eu-west-1_StintLocal/.well-known/jwks.json")).json();
    expect(keys).toEqual(pool.identity.jwks());
    expect(Object.keys(pool.identity.jwks().keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  test("does not start on wrong people or clients, and names every problem", () => {
    const start = () =>
      startIdentity({
        clock: undefined as never,
        state: folder(),
        origin: () => "",
        pool: "nothing",
        people: [
          alice,
          bob,
          alice,
          { ...bob, username: "b b" },
          { ...bob, username: "eve", sub: "1" },
          { ...bob, username: "eva", sub: "1" },
        ],
        clients: [
          {
            ...dashboard,
            redirectUris: ["javascript:alert(1)", "http://x/#f"],
            scopes: ["a b"],
            refreshTokenMinutes: 0,
          },
        ],
        preToken: async () => ({}),
      });
    for (const problem of [
      'pool "nothing"',
      'person "alice" is there twice',
      'person "b b"',
      'sub "1" belongs to two people',
      '"javascript:alert(1)"',
      '"http://x/#f"',
      'scope "a b"',
      "refreshTokenMinutes 0",
    ])
      expect(start).toThrow(problem);
  });

  test("does not start with an empty sign-in code", async () => {
    await expect(startPool({ signInCode: " " })).rejects.toThrow("The sign-in code is empty");
  });

  test("knows no other path and no other method", async () => {
    const pool = await startPool();
    expect((await pool.get("/constructor")).status).toBe(404);
    const answer = await pool.get("/oauth2/token");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });
});
