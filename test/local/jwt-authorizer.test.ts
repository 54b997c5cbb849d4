import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Served, serve } from "../../local/wire.ts";
import { behind, clock, functionArn, send, start, stop } from "./http-api-fixture.ts";

const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
const authorizer = { issuer, audience: ["web", "cli"], scopes: ["stint/use"] };
const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = (publicKey: KeyObject, kid: string) => ({ ...publicKey.export({ format: "jwk" }), kid, use: "sig" });
let jwks: { keys: unknown[] };
let jwksFetched = 0;
let keys: Served;

beforeAll(async () => {
  const part = () => {
    jwksFetched += 1;
    return { status: 200, body: JSON.stringify(jwks) };
  };
  keys = await serve({ port: 0, mounts: { "/keys": part, "/none": () => ({ status: 503 }) } });
});
afterAll(() => keys.close());

const seconds = () => Math.floor(clock.now() / 1000);

/** An access token as Cognito makes it, signed; `undefined` takes a claim away. */
function token(
  claims: object = {},
  { header = {}, by = key.privateKey }: { header?: object; by?: KeyObject } = {},
): string {
  const all = {
    iss: issuer,
    client_id: "web",
    scope: "openid stint/use",
    exp: seconds() + 3600,
    iat: seconds(),
    token_use: "access",
    sub: "alice",
    ...claims,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", kid: "one", ...header })}.${part(all)}`;
  const digest = (header as { alg?: string }).alg === "RS512" ? "sha512" : "sha256";
  return `${signed}.${createSign(digest).update(signed).sign({ key: by, dsaEncoding: "ieee-p1363" }, "base64url")}`;
}

const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });

describe("the authorizer", () => {
  const ask = (path: string, headers: Readonly<Record<string, string>>) => send("GET", path, { headers });

  beforeEach(async () => {
    jwks = { keys: [jwk(key.publicKey, "one"), jwk(curve.publicKey, "curve")] };
    const any = { ...authorizer, scopes: [] };
    const routes = [
      { key: "GET /", functionArn, authorizer },
      { key: "GET /any-scope", functionArn, authorizer: any },
      { key: "GET /open", functionArn },
    ];
    await start(routes, `${keys.origin}/keys`);
  });

  const jwt = () => behind.events.at(-1)?.requestContext.authorizer.jwt;

  test("lets a good token through, with or without Bearer, and fetches the keys once", async () => {
    const before = jwksFetched;
    for (const authorization of [`Bearer ${token()}`, `bearer ${token()}`, token()])
      expect(await ask("/", { authorization })).toMatchObject({ status: 200 });
    expect(jwksFetched - before).toBe(1);
    expect(jwt()).toEqual({
      claims: {
        iss: issuer,
        client_id: "web",
        scope: "openid stint/use",
        exp: expect.stringMatching(/^\d+$/),
        iat: expect.stringMatching(/^\d+$/),
        token_use: "access",
        sub: "alice",
      },
      scopes: ["openid", "stint/use"],
    });
  });

  test("does not look at an open route's token", async () => {
    expect(await ask("/open", { authorization: "Bearer nonsense" })).toMatchObject({ status: 200 });
  });

  test("knows a new key when a token names it", async () => {
    expect(await send("GET", "/", bearer(token()))).toMatchObject({ status: 200 });
    jwks.keys.push(jwk(otherKey.publicKey, "two"));
    const next = token({}, { header: { kid: "two" }, by: otherKey.privateKey });
    expect(await send("GET", "/", bearer(next))).toMatchObject({ status: 200 });
  });

  test.each([undefined, "", "Bearer", "bearer  "])(
    "answers %j, which is no token, with a bare challenge",
    async (authorization) => {
      const reply = await ask("/", authorization === undefined ? {} : { authorization });
      expect(reply).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
      expect(reply.headers["www-authenticate"]).toBe("Bearer");
    },
  );

  test.each<[string, () => string, string]>([
    ["nonsense", () => "Bearer nonsense", "invalid_token"],
    ["another scheme", () => `Basic ${token()}`, "invalid_token"],
    ["two tokens", () => `Bearer ${token()},Bearer ${token()}`, "invalid_token"],
    ["alg none", () => `Bearer ${unsigned("none")}`, "invalid_token"],
    ["alg none with a signature", () => `Bearer ${token({}, { header: { alg: "none" } })}`, "invalid_token"],
    ["an HMAC with the public key", () => `Bearer ${token({}, { header: { alg: "HS256" } })}`, "invalid_token"],
    ["RS512", () => `Bearer ${token({}, { header: { alg: "RS512" } })}`, "signing method RS512 is invalid"],
    [
      "an elliptic curve",
      () => `Bearer ${token({}, { header: { alg: "ES256", kid: "curve" }, by: curve.privateKey })}`,
      "signing method ES256 is invalid",
    ],
    ["another's signature", () => `Bearer ${token({}, { by: otherKey.privateKey })}`, "Invalid signature"],
    ["a changed payload", () => `Bearer ${changed(token(), { sub: "bob" })}`, "Invalid signature"],
    ["no kid", () => `Bearer ${token({}, { header: { kid: undefined } })}`, "kid"],
    ["an unknown kid", () => `Bearer ${token({}, { header: { kid: "three" } })}`, "kid"],
    ["another issuer", () => `Bearer ${token({ iss: `${issuer}2` })}`, "valid issuer"],
    ["no issuer", () => `Bearer ${token({ iss: undefined })}`, "valid issuer"],
    ["another client", () => `Bearer ${token({ client_id: "other" })}`, "the token does not have a valid audience"],
    ["no client and no audience", () => `Bearer ${token({ client_id: undefined })}`, "valid audience"],
    ["another audience, beside the right client", () => `Bearer ${token({ aud: "other" })}`, "valid audience"],
    ["an empty audience, beside the right client", () => `Bearer ${token({ aud: [] })}`, "valid audience"],
    ["no expiry", () => `Bearer ${token({ exp: undefined })}`, "the token has expired"],
    ["an expiry that is now", () => `Bearer ${token({ exp: seconds() })}`, "the token has expired"],
    ["a time before which it is not valid", () => `Bearer ${token({ nbf: seconds() + 60 })}`, "not valid yet"],
    ["an issue in the future", () => `Bearer ${token({ iat: seconds() + 60 })}`, "issued in the future"],
  ])("answers %s with 401", async (_, authorization, challenge) => {
    const reply = await ask("/", { authorization: authorization() });
    expect(reply).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(reply.headers["www-authenticate"]).toContain(challenge);
    expect(behind.events).toEqual([]);
  });

  test("goes by embedded time: a token of now is good now, and over when the clock is past it", async () => {
    const { headers } = bearer(token({ nbf: seconds() }));
    expect(await ask("/", headers)).toMatchObject({ status: 200 });
    clock.advance(3600_000);
    const late = await ask("/", headers);
    expect(late).toMatchObject({ status: 401 });
    expect(late.headers["www-authenticate"]).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token has expired"',
    );
  });

  test.each([{ scope: "openid" }, { scope: undefined }, { scope: "stint/user" }, { scope: "x", scp: "stint/use" }])(
    "answers %j with 403, as the route asks for another scope",
    async (claims) => {
      const reply = await send("GET", "/", bearer(token(claims)));
      expect(reply).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
      expect(reply.headers["www-authenticate"]).toBe(
        'Bearer scope="stint/use" error="insufficient_scope" error_description="expected scopes: [stint/use]"',
      );
      expect(behind.events).toEqual([]);
    },
  );

  test("takes scp where there is no scope", async () => {
    expect(await send("GET", "/", bearer(token({ scope: undefined, scp: ["stint/use", "a"] })))).toMatchObject({
      status: 200,
    });
    expect(jwt()?.scopes).toEqual(["stint/use", "a"]);
  });

  test("does not tell an ID token from an access token, except by scope", async () => {
    const { headers } = bearer(token({ token_use: "id", aud: "web", client_id: undefined, scope: undefined }));
    expect(await ask("/", headers)).toMatchObject({ status: 403 });
    expect(await ask("/any-scope", headers)).toMatchObject({ status: 200 });
    expect(jwt()?.scopes).toBeNull();
  });

  test("hands claims on as strings, so that groups can no longer be told apart", async () => {
    const claims = {
      aud: ["other", "cli"],
      "cognito:groups": ["a b", "x] [platform-admins"],
      email_verified: true,
      nothing: null,
      address: { country: "DE" },
      auth_time: 1_893_456_000,
    };
    expect(await send("GET", "/", bearer(token(claims)))).toMatchObject({ status: 200 });
    expect(jwt()?.claims).toMatchObject({
      aud: "[other cli]",
      "cognito:groups": "[a b x] [platform-admins]",
      email_verified: "true",
      address: '{"country":"DE"}',
      auth_time: "1893456000",
    });
    expect(jwt()?.claims).not.toHaveProperty("nothing");
  });

  test("answers 401 while the keys cannot be had", async () => {
    await stop();
    await start([{ key: "GET /", functionArn, authorizer }], `${keys.origin}/none`);
    const reply = await send("GET", "/", bearer(token()));
    expect(reply).toMatchObject({ status: 401 });
    expect(reply.headers["www-authenticate"]).toContain("answered 503");
  });
});

function unsigned(alg: string): string {
  const [, payload] = token().split(".");
  return `${Buffer.from(JSON.stringify({ alg, kid: "one" })).toString("base64url")}.${payload}.`;
}

function changed(original: string, claims: object): string {
  const [header, payload = "", signature] = original.split(".");
  const before = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  return `${header}.${Buffer.from(JSON.stringify({ ...before, ...claims })).toString("base64url")}.${signature}`;
}
