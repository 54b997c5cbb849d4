import { beforeAll, describe, expect, test } from "vitest";
import { type Delivered, deliver, page, script } from "./dashboard-fixture.ts";

let delivered: Delivered;
beforeAll(async () => {
  delivered = await deliver();
});

/** By fetch, which decodes what was encoded. */
const fetched = async (path: string, encoding: string) => {
  const response = await fetch(`${delivered.origin}${path}`, { headers: { "accept-encoding": encoding } });
  return { headers: response.headers, text: await response.text() };
};

describe("every answer", () => {
  test.each([
    ["GET", "/"],
    ["GET", "/assets/main-1a2b.js"],
    ["GET", "/assets/none.js"],
    ["GET", "/%ff.js"],
    ["POST", "/"],
  ])("%s %s carries the headers of the template's policy", async (method, path) => {
    const { headers } = await delivered.send(path, {}, method);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
    });
    const policy = String(headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' http://localhost:4780 http://localhost:4780",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
      ]),
    );
  });
});

describe("asking again", () => {
  test("a file that has not changed is not sent again, by either form of its tag", async () => {
    for (const path of ["/", "/requests/abc", "/assets/main-1a2b.js", "/icon.svg"]) {
      const { headers } = await delivered.send(path);
      const etag = String(headers.etag);
      expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        const again = await delivered.send(path, { "if-none-match": known });
        expect(again).toMatchObject({ status: 304, body: "" });
        for (const name of ["etag", "cache-control", "content-security-policy"])
          expect([name, again.headers[name]]).toEqual([name, headers[name]]);
      }
    }
  });

  test("one that has changed is", async () => {
    expect(await delivered.send("/", { "if-none-match": '"00000000000000000000000000000000"' })).toMatchObject({
      status: 200,
      body: page,
    });
  });
});

describe("compression", () => {
  test.each([
    ["br, gzip", "br"],
    ["gzip, deflate, br;q=0.5", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.1", "gzip"],
  ])("takes of %s the best: %s", async (accepted, encoding) => {
    for (const [path, text] of [
      ["/", page],
      ["/assets/main-1a2b.js", script],
    ] as const) {
      const plain = await delivered.send(path);
      const sent = await fetched(path, accepted);
      expect(sent.text).toBe(text);
      expect(sent.headers.get("content-encoding")).toBe(encoding);
      expect(sent.headers.get("vary")).toBe("accept-encoding");
      expect(sent.headers.get("etag")).toBe(`W/${plain.headers.etag}`);
      expect(Number(sent.headers.get("content-length"))).toBeLessThan(text.length / 2);
    }
  });

  test.each(["identity", "br;q=0", "zstd", ""])("sends the file as it is to who accepts %j", async (accepted) => {
    const { headers, body } = await delivered.send("/assets/main-1a2b.js", { "accept-encoding": accepted });
    expect([headers["content-encoding"], body]).toEqual([undefined, script]);
  });

  test.each([
    ["what is small", "/icon.svg"],
    ["what is compressed by itself", "/assets/font-5e6f.woff2"],
  ])("leaves %s alone", async (_what, path) => {
    const { headers } = await fetched(path, "br, gzip");
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([null, null]);
  });
});
