import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Part, type Served, serve, type WireRequest } from "../../local/wire.ts";
import { sendTo } from "./http-fixture.ts";

let served: Served;
let seen: WireRequest[];
afterEach(() => served.close());

const record: Part = (request) => {
  seen.push(request);
  return { status: 200, body: "recorded" };
};
const send = (path: string, sent = {}) => sendTo(served.port, path, sent);
const named =
  (name: string): Part =>
  ({ url }) => ({ status: 200, body: `${name} ${url.pathname}${url.search}` });

describe("a part", () => {
  beforeEach(async () => {
    seen = [];
    served = await serve({ port: 0, mounts: { "/": record } });
  });

  test("gets method, path, query, headers and the whole body", async () => {
    const response = await fetch(`${served.origin}/a/b?x=1&x=2`, {
      method: "POST",
      body: "é".repeat(100_000),
      headers: { "X-Two": "a" },
    });
    expect(await response.text()).toBe("recorded");
    const [request] = seen;
    expect(request).toMatchObject({ method: "POST", headers: { "x-two": "a" } });
    expect(request?.url.href).toBe(`${served.origin}/a/b?x=1&x=2`);
    expect(request?.body.toString()).toBe("é".repeat(100_000));
    expect(request).not.toHaveProperty("accessKeyId");
  });

  test("gets repeated headers joined by commas, and cookies by semicolons", async () => {
    await send("/", { headers: { "x-list": ["a", "b"], authorization: ["one", "two"], cookie: ["a=1", "b=2"] } });
    expect(seen[0]?.headers).toMatchObject({ "x-list": "a,b", cookie: "a=1; b=2" });
    expect(seen[0]?.headers.authorization).toBe("one,two");
  });

  test("gets the access key id of a signed request", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/eu-west-1/sts/aws4_request, Signature=00";
    await send("/", { headers: { authorization } });
    expect(seen[0]?.accessKeyId).toBe("AKIAEXAMPLE");
  });

  test("sees a path that begins with two slashes as that path on this host", async () => {
    await send("//elsewhere.example/x");
    expect(seen[0]?.url.href).toBe(`${served.origin.replace("localhost", "127.0.0.1")}//elsewhere.example/x`);
  });

  test("is not reached by a second spelling of a path", async () => {
    for (const path of ["/a/../b", "/a/./b", "/a/%2e%2E/b", "/a\\b", "/a#b", "*", "http://localhost/a"]) {
      const { status, body } = await send(path, { method: "OPTIONS" });
      expect({ path, status, body }).toEqual({ path, status: 400, body: expect.stringContaining("normal form") });
    }
    expect(seen).toEqual([]);
  });
});

describe("an answer", () => {
  const answering = async (part: Part): Promise<void> => {
    served = await serve({ port: 0, mounts: { "/": part } });
  };

  test("carries status, headers (repeated ones too) and a text or a buffer", async () => {
    await answering(() => ({
      status: 418,
      headers: { "x-one": "1", "set-cookie": ["a=1", "b=2"] },
      body: Buffer.from([0xff, 0x00]),
    }));
    const response = await fetch(served.origin);
    expect(response.status).toBe(418);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("content-length")).toBe("2");
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0xff, 0x00]);
  });

  test("to HEAD has the length but not the body, and 204 has neither", async () => {
    await answering(({ method }) => (method === "HEAD" ? { status: 200, body: "four" } : { status: 204, body: "x" }));
    const head = await send("/", { method: "HEAD" });
    expect(head).toMatchObject({ status: 200, body: "", headers: { "content-length": "4" } });
    const empty = await send("/", { method: "DELETE" });
    expect(empty).toMatchObject({ status: 204, body: "" });
    expect(empty.headers).not.toHaveProperty("content-length");
  });

  test.each<[string, Part]>([
    ["throws", () => Promise.reject(new Error("broken on purpose"))],
    ["gives a header that cannot be sent", () => ({ status: 200, headers: { "x-a": "a\r\nx-b: b" } })],
    ["gives a status that there is not", () => ({ status: 0 })],
  ])("is 500 when the part %s, and the terminal says why", async (_, part) => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    await answering(part);
    const { status, body, headers } = await send("/");
    expect({ status, body }).toEqual({ status: 500, body: expect.stringContaining("see the terminal") });
    expect(headers).not.toHaveProperty("x-b");
    expect(printed).toHaveBeenCalledWith(expect.any(Error));
    printed.mockRestore();
  });
});

describe("a body over the limit", () => {
  test("is answered 413 however it is sent, and the connection still serves", async () => {
    seen = [];
    served = await serve({ port: 0, mounts: { "/": record }, maxBody: 1000 });
    const large = "x".repeat(3_000_000);
    for (const headers of [{ "transfer-encoding": "chunked" }, { "content-length": String(large.length) }]) {
      const { status, body } = await send("/", { method: "POST", body: large, headers });
      expect({ status, body }).toEqual({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    }
    expect(seen).toEqual([]);
    expect(await send("/", { method: "POST", body: "x".repeat(1000) })).toMatchObject({ status: 200 });
  });

  test("is over 10 MiB unless told otherwise", async () => {
    served = await serve({ port: 0, mounts: { "/": ({ body }) => ({ status: 200, body: String(body.length) }) } });
    const post = (size: number) => send("/", { method: "POST", body: Buffer.alloc(size) });
    expect(await post(10 * 2 ** 20)).toMatchObject({ status: 200, body: String(10 * 2 ** 20) });
    expect(await post(10 * 2 ** 20 + 1)).toMatchObject({ status: 413 });
  });
});

test("a client that goes away while it sends is no error and reaches no part", async () => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  seen = [];
  served = await serve({ port: 0, mounts: { "/": record } });
  const socket = connect(served.port, "127.0.0.1");
  socket.write(`POST / HTTP/1.1\r\nHost: localhost:${served.port}\r\nContent-Length: 100\r\n\r\nhalf`);
  await new Promise<void>((sent) => socket.end(sent));
  await new Promise<void>((gone) => socket.on("close", () => gone()).resume());
  expect(await send("/")).toMatchObject({ status: 200 });
  expect(seen).toHaveLength(1);
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

describe("mounts", () => {
  test("get their prefix cut off, the longest prefix first and only at a slash", async () => {
    served = await serve({ port: 0, mounts: { "/": named("rest"), "/aws": named("aws"), "/aws/sts": named("sts") } });
    const text = async (path: string) => (await send(path)).body;
    expect(await text("/aws/sts/x?y=1")).toBe("sts /x?y=1");
    expect(await text("/aws/sts")).toBe("sts /");
    expect(await text("/aws/sts?y=1")).toBe("sts /?y=1");
    expect(await text("/aws/stsx")).toBe("aws /stsx");
    expect(await text("/awsx")).toBe("rest /awsx");
    expect(await text("/aws//sts")).toBe("aws //sts");
  });

  test("leave 404 for what none of them takes", async () => {
    served = await serve({ port: 0, mounts: { "/sts": named("sts") } });
    expect(await send("/")).toMatchObject({ status: 404, body: "Nothing is served here.\n" });
  });

  test.each(["sts", "/sts/", ""])("are refused at a prefix like %o", async (prefix) => {
    served = await serve({ port: 0, mounts: {} });
    await expect(serve({ port: 0, mounts: { [prefix]: record } })).rejects.toThrow(`not "${prefix}"`);
  });
});

test("a port that is taken rejects with EADDRINUSE", async () => {
  served = await serve({ port: 0, mounts: {} });
  await expect(serve({ port: served.port, mounts: {} })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("close stops at once, though an answer is still awaited", async () => {
  let asked = () => {};
  const reached = new Promise<void>((done) => {
    asked = done;
  });
  served = await serve({
    port: 0,
    mounts: {
      "/": () => {
        asked();
        return new Promise(() => {});
      },
    },
  });
  const waiting = expect(send("/")).rejects.toThrow();
  await reached;
  await served.close();
  await waiting;
  await expect(fetch(served.origin)).rejects.toThrow();
});
