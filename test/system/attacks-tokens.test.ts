import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInAt } from "../../local/client.ts";
import { callWith, claimsOf, invoke, refusal, send } from "./attack.ts";
import { type Stint, startStint } from "./stint.ts";

let stint: Stint;
/** A good access token of Erin's, the administrator, and what it consists of. */
let good: string;
let claims: Record<string, unknown>;
let header: { kid: string };
let publicKey: KeyObject;
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeAll(async () => {
  stint = await startStint();
  good = await stint.token("erin");
  claims = claimsOf(good);
  header = JSON.parse(Buffer.from(good.split(".")[0] ?? "", "base64url").toString());
  const { keys } = (await (await fetch(`${claims.iss}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] };
  publicKey = createPublicKey({ key: keys[0] as JsonWebKey, format: "jwk" });
});
afterAll(() => stint.close());

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
const unsigned = (head: object, body: object) => `${encoded(head)}.${encoded(body)}`;
const signedBy = (key: KeyObject, head: object, body: object) => {
  const text = unsigned(head, body);
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
};
const hmacBy = (secret: string, head: object) => {
  const text = unsigned(head, claims);
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
};

const seconds = () => Math.floor(stint.clock.now() / 1000);

/** Everything that is not quite an access token for Stint, by name. */
const bad: readonly (readonly [string, () => string | Promise<string>])[] = [
  ["none at all", () => ""],
  ["words", () => "let-me-in"],
  ["an ID token", async () => (await signInAt(stint.origin, "erin")).id_token],
  ["a refresh token", async () => (await signInAt(stint.origin, "erin")).refresh_token],
  ["an ID token that was given the scope", () => stint.signAs({ ...claims, token_use: "id", aud: claims.client_id })],
  ["a token of no declared use", () => stint.signAs({ ...claims, token_use: undefined })],
  ["a token of another client", () => stint.signAs({ ...claims, client_id: "another-client" })],
  ["a token for another audience", () => stint.signAs({ ...claims, client_id: undefined, aud: "another-client" })],
  ["a token without a client", () => stint.signAs({ ...claims, client_id: undefined })],
  ["a token without the scope", () => stint.signAs({ ...claims, scope: "openid" })],
  ["a token without any scope", () => stint.signAs({ ...claims, scope: undefined })],
  ["a token of a scope that is nearly it", () => stint.signAs({ ...claims, scope: "openid stint/user stint/us" })],
  ["a token of the self-service alone", () => stint.signAs({ ...claims, scope: "aws.cognito.signin.user.admin" })],
  ["an expired token", () => stint.signAs({ ...claims, exp: seconds() - 1 })],
  ["a token that never expires", () => stint.signAs({ ...claims, exp: undefined })],
  ["a token that is not valid yet", () => stint.signAs({ ...claims, nbf: seconds() + 3600 })],
  ["a token of another issuer", () => stint.signAs({ ...claims, iss: `${stint.origin}/identity/local_other` })],
  [
    "a token of an issuer that ends alike",
    () => stint.signAs({ ...claims, iss: `https://evil.example/?${claims.iss}` }),
  ],
  ["alg none", () => `${unsigned({ ...header, alg: "none" }, claims)}.`],
  ["alg None, with the old signature", () => `${unsigned({ ...header, alg: "None" }, claims)}.${good.split(".")[2]}`],
  [
    "HS256 by the public key in PEM",
    () => hmacBy(publicKey.export({ type: "spki", format: "pem" }).toString(), { ...header, alg: "HS256" }),
  ],
  [
    "HS256 by the public key's modulus",
    () => hmacBy(String(publicKey.export({ format: "jwk" }).n), { ...header, alg: "HS256" }),
  ],
  ["another key under the same kid", () => signedBy(own.privateKey, header, claims)],
  ["another key under its own kid", () => signedBy(own.privateKey, { ...header, kid: "mine" }, claims)],
  [
    "another key that comes along",
    () => signedBy(own.privateKey, { ...header, jwk: own.publicKey.export({ format: "jwk" }) }, claims),
  ],
  [
    "another key at another place",
    () => signedBy(own.privateKey, { ...header, jku: "http://127.0.0.1:1/jwks.json" }, claims),
  ],
  ["no kid", () => signedBy(own.privateKey, { alg: "RS256" }, claims)],
  [
    "a good signature under other claims",
    () => `${good.split(".")[0]}.${encoded({ ...claims, sub: "mallory" })}.${good.split(".")[2]}`,
  ],
  ["a good token without its signature", () => good.split(".").slice(0, 2).join(".")],
  ["a good token twice", () => `${good}.${good}`],
];

describe("is refused by API Gateway, and by each function that is called past it", () => {
  test.each(bad)("%s", async (_, make) => {
    const token = await make();
    const headers = [["authorization", `Bearer ${token}`]] as const;
    const refused = await send(stint, { path: "/api/requests?view=all", headers });
    expect([401, 403]).toContain(refused.status);
    expect(refused.text).not.toContain("items");
    // With the claims of a good token where API Gateway would have put them.
    const event = { authorization: `Bearer ${token}`, claims, id: "0123456789abcdefghjk", body: {} };
    const calls = [
      invoke(stint, "api", { ...event, routeKey: "GET /api/requests" }),
      invoke(stint, "decide", { ...event, routeKey: "POST /api/requests/{id}/approve" }),
      invoke(stint, "credentials", { ...event, routeKey: "POST /api/requests/{id}/credentials" }),
    ];
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject(refusal(401, "not_signed_in"));
  });

  test("and a good token still opens both", async () => {
    expect((await callWith(stint, good, "/requests?view=all")).status).toBe(200);
    const answer = await invoke(stint, "api", { routeKey: "GET /api/me", authorization: `Bearer ${good}` });
    expect(answer).toMatchObject({ status: 200, body: { administrator: true } });
  });
});

describe("a function that is called past API Gateway", () => {
  test("believes no claims that come without a token", async () => {
    const routeKey = "POST /api/requests/{id}/approve";
    for (const forged of [claims, { ...claims, "cognito:groups": "[platform-admins]" }])
      expect(
        await invoke(stint, "decide", { routeKey, id: "0123456789abcdefghjk", body: {}, claims: forged }),
      ).toMatchObject(refusal(401, "not_signed_in"));
  });

  test("goes by the token where the claims say otherwise", async () => {
    const authorization = `Bearer ${await stint.token("frank")}`;
    const { body } = await invoke(stint, "api", { routeKey: "GET /api/me", authorization, claims });
    expect(body).toMatchObject({ username: "frank", administrator: false, groups: ["engineering", "contractors"] });
    expect(await invoke(stint, "api", { routeKey: "GET /api/requests", authorization, claims })).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  test("takes no good token either that did not come through the front door", async () => {
    const [name = ""] = Object.keys(stint.originHeaders);
    for (const originHeaders of [{}, { [name]: "" }, { [name]: "guessed" }, { [name.toUpperCase()]: "guessed" }])
      expect(
        await invoke(stint, "api", { routeKey: "GET /api/me", authorization: `Bearer ${good}`, originHeaders }),
      ).toMatchObject(refusal(403, "not_allowed", /not called at this address/));
  });

  test("serves no other function's routes, nor ones that are not there", async () => {
    const authorization = `Bearer ${good}`;
    for (const routeKey of [
      "POST /api/requests/{id}/approve",
      "GET /api/everything",
      "$default",
      "__proto__",
      "constructor",
    ])
      expect(await invoke(stint, "api", { routeKey, authorization, id: "0123456789abcdefghjk" })).toMatchObject(
        refusal(404, "not_found"),
      );
    for (const routeKey of ["GET /api/health", "__proto__"])
      expect(await invoke(stint, "decide", { routeKey })).toMatchObject(refusal(401, "not_signed_in"));
  });
});

test("two Authorization headers, or one with two tokens, are no sign-in", async () => {
  const alice = await stint.token("alice");
  const erin = await stint.token("erin");
  for (const headers of [
    [
      ["authorization", `Bearer ${alice}`],
      ["Authorization", `Bearer ${erin}`],
    ],
    [["authorization", `Bearer ${alice}, Bearer ${erin}`]],
    [["authorization", `Bearer ${alice} ${erin}`]],
    [["authorization", `Basic ${Buffer.from(`alice:${erin}`).toString("base64")}`]],
    [
      ["x-amzn-oidc-data", erin],
      ["x-forwarded-user", "erin"],
      ["cookie", `access_token=${erin}`],
    ],
  ] as [string, string][][])
    expect((await send(stint, { path: "/api/me", headers })).status).toBe(401);
  expect((await send(stint, { path: `/api/me?access_token=${erin}` })).status).toBe(401);
});
