import { describe, expect, test } from "vitest";
import { behind, send, start } from "./http-api-fixture.ts";

describe("routes", () => {
  const reached = async (method: string, path: string): Promise<string> => {
    behind.events = [];
    const { status, body } = await send(method, path);
    return behind.events[0]?.routeKey ?? `${status} ${body}`;
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
    expect(behind.events).toEqual([]);
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
