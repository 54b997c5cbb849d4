import { beforeEach, describe, expect, test } from "vitest";
import { behind, clock, noon, send, start } from "./http-api-fixture.ts";

describe("a request becomes an event", () => {
  test("in payload format 2.0", async () => {
    await start(["POST /api/requests/{id}/approve"]);
    const headers = {
      authorization: "Bearer not-looked-at",
      "content-type": "application/json; charset=utf-8",
      cookie: "a=1; b=2",
      "User-Agent": "curl/8",
      "X-List": ["one", "two"],
    };
    const path = "/api/requests/r%2D1%20%C3%A9/approve?a=1&b=x%20y&a=2&c=p+q&d&__proto__=z";
    const { status } = await send("POST", path, { headers, body: '{"comment":"é"}' });
    expect(status).toBe(200);
    const [event] = behind.events;
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
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        "user-agent": "curl/8",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": expect.stringMatching(/^\d+$/),
        "x-forwarded-proto": "http",
        "x-list": "one,two",
      },
      queryStringParameters: JSON.parse('{"a":"1,2","b":"x y","c":"p q","d":"","__proto__":"z"}'),
      requestContext: {
        accountId: "111122223333",
        apiId: "a1b2c3d4e5",
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
    const [event] = behind.events;
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
    expect(behind.events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "YT0x" : "a=1" });
  });

  test("decodes a path parameter once", async () => {
    await start(["GET /a/{id}", "GET /files/{path+}"]);
    await send("GET", "/a/%2541%2Fb");
    await send("GET", "/files/x%20y/z%2Fw");
    expect(behind.events.map(({ pathParameters }) => pathParameters)).toEqual([{ id: "%41/b" }, { path: "x y/z/w" }]);
  });
});

describe("a function's answer", () => {
  beforeEach(() => start(["ANY /"]));
  const answered = async (value: unknown) => {
    behind.answer = () => JSON.parse(JSON.stringify(value ?? null));
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
      "apigw-requestid": behind.events[0]?.requestContext.requestId,
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
});
