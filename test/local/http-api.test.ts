import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from "aws-lambda";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startFunctions } from "../../local/functions.ts";
import { startHttpApi } from "../../local/http-api.ts";
import type { Route } from "../../local/http-routes.ts";
import { LambdaError } from "../../local/lambda-error.ts";
import { type Served, serve } from "../../local/wire.ts";

const noon = Date.parse("2030-03-05T12:00:00Z");
const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:api";
const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool";
const authorizer = { issuer, audience: ["web", "cli"], scopes: ["stint/use"] };

const clock = startClock(noon - Date.now());
const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = (publicKey: KeyObject, kid: string) => ({ ...publicKey.export({ format: "jwk" }), kid, use: "sig" });
let jwks: { keys: unknown[] };
let jwksFetched = 0;
let keys: Served;
let api: Served;
/** What the function was asked and what it answers. */
let events: Event[] = [];
let answer: (event: Event) => unknown;

beforeAll(async () => {
  const part = () => {
    jwksFetched += 1;
    return { status: 200, body: JSON.stringify(jwks) };
  };
  keys = await serve({ port: 0, mounts: { "/keys": part, "/none": () => ({ status: 503 }) } });
});
beforeEach(() => {
  jwks = { keys: [jwk(key.publicKey, "one"), jwk(curve.publicKey, "curve")] };
  events = [];
  answer = () => ({ statusCode: 200, body: "fine" });
});
afterEach(() => api.close());
afterAll(async () => {
  clock.close();
  await keys.close();
});

async function start(routes: readonly (string | Route)[], jwksUrl = `${keys.origin}/keys`): Promise<void> {
  const { part } = startHttpApi({
    accountId: "111122223333",
    apiId: "a1b2c3d4e5",
    clock,
    jwksUrl,
    routes: routes.map((route) => (typeof route === "string" ? { key: route, functionArn } : route)),
    invoke: async (arn, event) => {
      expect(arn).toBe(functionArn);
      events.push(JSON.parse(JSON.stringify(event)) as Event);
      return answer(event as Event);
    },
  });
  api = await serve({ port: 0, mounts: { "/": part }, maxBody: 11 * 2 ** 20 });
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** Sends the path as it is written, which `fetch` would not. */
function send(method: string, path: string, { headers = {}, body = "" }: Sent = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: "127.0.0.1", port: api.port, method, path, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on("error", reject).end(body);
  });
}

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

describe("a request becomes an event", () => {
  test("in payload format 2.0", async () => {
    await start([{ key: "POST /api/requests/{id}/approve", functionArn, authorizer }]);
    const headers = {
      authorization: `Bearer ${token()}`,
      "content-type": "application/json; charset=utf-8",
      cookie: "a=1; b=2",
      "User-Agent": "curl/8",
      "X-List": ["one", "two"],
    };
    const path = "/api/requests/r%2D1%20%C3%A9/approve?a=1&b=x%20y&a=2&c=p+q&d&__proto__=z";
    const { status } = await send("POST", path, { headers, body: '{"comment":"é"}' });
    expect(status).toBe(200);
    const [event] = events;
    expect(event).toEqual({
      version: "2.0",
      routeKey: "POST /api/requests/{id}/approve",
      rawPath: "/api/requests/r-1 é/approve",
      rawQueryString: "a=1&b=x%20y&a=2&c=p+q&d&__proto__=z",
      cookies: ["a=1", "b=2"],
      headers: {
        authorization: headers.authorization,
        "content-length": "16",
        "content-type": "application/json; charset=utf-8",
        host: `127.0.0.1:${api.port}`,
        "user-agent": "curl/8",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": String(api.port),
        "x-forwarded-proto": "http",
        "x-list": "one,two",
      },
      queryStringParameters: JSON.parse('{"a":"1,2","b":"x y","c":"p q","d":"","__proto__":"z"}'),
      requestContext: {
        accountId: "111122223333",
        apiId: "a1b2c3d4e5",
        authorizer: {
          jwt: {
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
          },
        },
        domainName: "127.0.0.1",
        domainPrefix: "127",
        http: {
          method: "POST",
          path: "/api/requests/r-1 é/approve",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "curl/8",
        },
        requestId: expect.stringMatching(/^[\w+/]{15}=$/),
        routeKey: "POST /api/requests/{id}/approve",
        stage: "$default",
        time: expect.stringMatching(/^05\/Mar\/2030:12:\d\d:\d\d \+0000$/),
        timeEpoch: expect.toSatisfy((time: number) => time >= noon && time <= clock.now()),
      },
      pathParameters: { id: "r-1 é" },
      body: '{"comment":"é"}',
      isBase64Encoded: false,
    });
  });

  test("without what the request does not have", async () => {
    await start(["GET /"]);
    await send("GET", "/");
    const [event] = events;
    expect(event).toMatchObject({ rawPath: "/", rawQueryString: "", isBase64Encoded: false });
    expect(event?.headers["content-length"]).toBe("0");
    for (const absent of ["body", "cookies", "queryStringParameters", "pathParameters", "stageVariables"])
      expect(event).not.toHaveProperty(absent);
    expect(event?.requestContext).not.toHaveProperty("authorizer");
    expect(event?.requestContext.http.userAgent).toBe("");
  });

  test.each<[string | undefined, boolean]>([
    ["application/json", false],
    ["APPLICATION/JSON;charset=UTF-8", false],
    ["text/plain", false],
    ["text/html; charset=utf-8", false],
    ["application/xml", false],
    ["application/javascript", false],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    ["application/problem+json", true],
    ["image/svg+xml", true],
    [undefined, true],
  ])("whose body of type %s is base64: %s", async (type, isBase64Encoded) => {
    await start(["POST /"]);
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    await send("POST", "/", { headers, body: "a=1" });
    expect(events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "YT0x" : "a=1" });
  });

  test("decodes a path parameter once", async () => {
    await start(["GET /a/{id}", "GET /files/{path+}"]);
    await send("GET", "/a/%2541%2Fb");
    await send("GET", "/files/x%20y/z%2Fw");
    expect(events.map(({ pathParameters }) => pathParameters)).toEqual([{ id: "%41/b" }, { path: "x y/z/w" }]);
  });
});

describe("routes", () => {
  const reached = async (method: string, path: string): Promise<string> => {
    events = [];
    const { status, body } = await send(method, path);
    return events[0]?.routeKey ?? `${status} ${body}`;
  };
  const notFound = '404 {"message":"Not Found"}';

  test("are chosen as in the service's own example", async () => {
    await start(["$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1"]);
    expect(await reached("GET", "/pets/dog/1")).toBe("GET /pets/dog/1");
    expect(await reached("GET", "/pets/dog/2")).toBe("GET /pets/dog/{id}");
    expect(await reached("GET", "/pets/cat/1")).toBe("GET /pets/{proxy+}");
    expect(await reached("POST", "/test/5")).toBe("ANY /{proxy+}");
    expect(await reached("GET", "/")).toBe("$default");
  });

  test("prefer a method to ANY, and a longer literal path", async () => {
    await start(["ANY /a/b", "GET /a/{x}", "GET /{x}/b", "GET /c/{path+}", "GET /c/d/{path+}"]);
    expect(await reached("GET", "/a/b")).toBe("GET /a/{x}");
    expect(await reached("POST", "/a/b")).toBe("ANY /a/b");
    expect(await reached("GET", "/z/b")).toBe("GET /{x}/b");
    expect(await reached("GET", "/c/d/e")).toBe("GET /c/d/{path+}");
    expect(await reached("GET", "/c/e/d")).toBe("GET /c/{path+}");
  });

  test("match the whole path as it is sent, and nothing like it", async () => {
    await start(["GET /api/requests", "GET /api/requests/{id}", "GET /files/{path+}"]);
    expect(await reached("GET", "/api/requests")).toBe("GET /api/requests");
    expect(await reached("GET", "/api/requests?x")).toBe("GET /api/requests");
    expect(await reached("GET", "/api/requests/r.1*")).toBe("GET /api/requests/{id}");
    for (const path of [
      "/api/requests/",
      "/api//requests",
      "//api/requests",
      "/API/requests",
      "/api/requests/r/x",
      "/api/requests/r/",
      "/api/%72equests",
      "/api/request",
      "/api",
      "/",
      "/files",
      "/files/",
    ])
      expect(await reached("GET", path), path).toBe(notFound);
  });

  test("leave OPTIONS and HEAD to routes that name them, or ANY", async () => {
    await start(["GET /a", "ANY /b"]);
    expect(await reached("OPTIONS", "/a")).toBe(notFound);
    expect(await send("HEAD", "/a")).toMatchObject({ status: 404, body: "" });
    expect(await reached("OPTIONS", "/b")).toBe("ANY /b");
    expect(await send("HEAD", "/b")).toMatchObject({ status: 200, body: "", headers: { "content-length": "4" } });
  });

  test("answer a path that cannot be decoded with 400", async () => {
    await start(["GET /a/{id}", "$default"]);
    for (const path of ["/a/%", "/a/%zz", "/a/%ff", "/%c3/x"])
      expect(await send("GET", path)).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
    expect(events).toEqual([]);
  });

  test.each<[string[], string]>([
    [["get /a"], 'found "get /a"'],
    [["GET a"], 'found "GET a"'],
    [["TRACE /a"], 'found "TRACE /a"'],
    [["$connect"], 'found "$connect"'],
    [["GET /a/"], "a segment is text, {name}"],
    [["GET /a//b"], "a segment is text, {name}"],
    [["GET /a{b}"], "a segment is text, {name}"],
    [["GET /{a+}/b"], "a segment is text, {name}"],
    [["GET /{a}/{a}"], "has a parameter twice"],
    [["GET /a/{b}", "GET /a/{c}"], 'the routes "GET /a/{b}" and "GET /a/{c}" match the same requests'],
    [["$default", "$default"], "match the same requests"],
  ])("%j are refused", async (routes, error) => {
    await expect(start(routes)).rejects.toThrow(error);
    await start([]);
  });
});

describe("a function's answer", () => {
  beforeEach(() => start(["ANY /"]));
  const answered = async (value: unknown) => {
    answer = () => JSON.parse(JSON.stringify(value ?? null));
    return send("GET", "/");
  };
  const failed = { status: 500, body: '{"message":"Internal Server Error"}' };

  test("keeps status, headers in lower case, cookies and body", async () => {
    const reply = await answered({
      statusCode: 201,
      headers: { "Content-Type": "text/html", "X-Count": 3, "X-Flag": true, "Set-Cookie": "z=0" },
      cookies: ["a=1; HttpOnly", "b=2"],
      body: "<p>é</p>",
    });
    expect(reply).toMatchObject({ status: 201, body: "<p>é</p>" });
    expect(reply.headers).toMatchObject({
      "content-type": "text/html",
      "x-count": "3",
      "x-flag": "true",
      "set-cookie": ["z=0", "a=1; HttpOnly", "b=2"],
      "content-length": "9",
      "apigw-requestid": events[0]?.requestContext.requestId,
    });
  });

  test("is plain text where it names no type, and may be empty", async () => {
    const reply = await answered({ statusCode: "404" });
    expect(reply).toMatchObject({ status: 404, body: "", headers: { "content-type": "text/plain; charset=utf-8" } });
  });

  test("may be base64", async () => {
    const reply = await answered({ statusCode: 200, isBase64Encoded: true, body: "aGk=" });
    expect(reply.body).toBe("hi");
  });

  test.each<[unknown, string]>([
    [{ a: 1 }, '{"a":1}'],
    ["Hello from Lambda!", "Hello from Lambda!"],
    [[1], "[1]"],
    [5, "5"],
    [null, "null"],
  ])("%j without a status is JSON with 200", async (value, body) => {
    const reply = await answered(value);
    expect(reply).toMatchObject({ status: 200, body, headers: { "content-type": "application/json" } });
  });

  test("cannot speak for the connection", async () => {
    const headers = { Connection: "close", "Transfer-Encoding": "chunked", "Content-Length": "1", "Keep-Alive": "x" };
    const reply = await answered({ statusCode: 200, headers, body: "whole" });
    expect(reply.body).toBe("whole");
    expect(reply.headers).toMatchObject({ "content-length": "5", connection: "keep-alive" });
  });

  test.each([
    { statusCode: "many" },
    { statusCode: 99 },
    { statusCode: 700 },
    { statusCode: 200.5 },
    { statusCode: null },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: "a" },
    { statusCode: 200, headers: ["a"] },
    { statusCode: 200, headers: { a: ["b"] } },
    { statusCode: 200, headers: { "a b": "c" } },
    { statusCode: 200, headers: { location: "/\r\nset-cookie: a=1" } },
    { statusCode: 200, cookies: "a=1" },
    { statusCode: 200, cookies: ["a=1\r\nx: y"] },
  ])("%j is malformed: 500", async (value) => {
    expect(await answered(value)).toMatchObject(failed);
  });

  test.each([
    ["throws", new LambdaError("TypeError", "secret detail")],
    ["runs out of its own time", new LambdaError("Sandbox.Timedout", "Task timed out after 3.00 seconds")],
    ["answers too much", new LambdaError("Function.ResponseSizeTooLarge", "too large")],
  ])("is 500 when the function %s, without a word on why", async (_, error) => {
    answer = () => Promise.reject(error);
    expect(await send("GET", "/")).toMatchObject({ ...failed, headers: { "content-type": "application/json" } });
  });

  test("is 413 when the body is more than Lambda takes", async () => {
    answer = () => Promise.reject(new LambdaError("RequestEntityTooLargeException", "too large"));
    expect(await send("GET", "/")).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  test("is 413 over 10 MiB of body, which no function sees", async () => {
    const headers = { "content-type": "text/plain" };
    expect(await send("POST", "/", { headers, body: Buffer.alloc(10 * 2 ** 20, "x") })).toMatchObject({ status: 200 });
    expect(await send("POST", "/", { headers, body: Buffer.alloc(10 * 2 ** 20 + 1, "x") })).toMatchObject({
      status: 413,
      body: '{"message":"Request Entity Too Large"}',
    });
    expect(events).toHaveLength(1);
  });

  test("that is no failure of the function is printed", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    answer = () => Promise.reject(new Error("a fault of the embedded run"));
    expect(await send("GET", "/")).toMatchObject({ status: 500 });
    expect(printed).toHaveBeenCalledWith(expect.objectContaining({ message: "a fault of the embedded run" }));
    printed.mockRestore();
  });
});

test("a request goes through to a function in a worker and back", async () => {
  const dir = mkdtempSync(join(tmpdir(), "stint-http-api-"));
  const source = `export const handler = async ({ pathParameters: { id }, requestContext: { timeEpoch } }) => ({
    statusCode: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id, late: Date.now() - timeEpoch }),
  });`;
  writeFileSync(join(dir, "index.mjs"), source);
  const f = { arn: functionArn, name: "api", dir, handler: "index.handler", timeout: 10, memory: 128, environment: {} };
  const functions = startFunctions({ clock, functions: [f], log: () => {} });
  await start(["GET /a/{id}"]);
  answer = (event) => functions.invoke(functionArn, event);
  const { status, body, headers } = await send("GET", "/a/1");
  expect({ status, type: headers["content-type"] }).toEqual({ status: 200, type: "application/json" });
  expect(JSON.parse(body)).toEqual({ id: "1", late: expect.toSatisfy((late: number) => late >= 0 && late < 10_000) });
  await functions.close();
  rmSync(dir, { recursive: true });
});

test("a function that outlasts the integration's time is answered 503", async () => {
  await start([{ key: "GET /", functionArn, timeout: 50 }]);
  answer = () => new Promise(() => {});
  expect(await send("GET", "/")).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
});

describe("the authorizer", () => {
  const ask = (path: string, headers: Readonly<Record<string, string>>) => send("GET", path, { headers });

  beforeEach(() =>
    start([
      { key: "GET /", functionArn, authorizer },
      { key: "GET /any-scope", functionArn, authorizer: { ...authorizer, scopes: [] } },
      { key: "GET /open", functionArn },
    ]),
  );

  const jwt = () => events.at(-1)?.requestContext.authorizer.jwt;

  test("lets a good token through, with or without Bearer, and fetches the keys once", async () => {
    const before = jwksFetched;
    for (const authorization of [`Bearer ${token()}`, `bearer ${token()}`, token()])
      expect(await ask("/", { authorization })).toMatchObject({ status: 200 });
    expect(jwksFetched - before).toBe(1);
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
    expect(events).toEqual([]);
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
      expect(events).toEqual([]);
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
    await api.close();
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
