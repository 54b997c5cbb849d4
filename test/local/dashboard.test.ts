import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dashboard, noDashboard } from "../../local/dashboard.ts";
import { serve } from "../../local/wire.ts";
import { type Delivered, deliver, files, folder, page } from "./dashboard-fixture.ts";
import { sendTo } from "./http-fixture.ts";

let delivered: Delivered;
beforeAll(async () => {
  delivered = await deliver();
});

describe("places and files", () => {
  test.each([
    "/",
    "/index.html",
    "/requests/0123456789abcdefghjk",
    "/audit?phase=active",
    "/policy/",
    "/api",
    "/a.b/c",
  ])("%s is the one page, which browsers ask for anew each time", async (path) => {
    const { status, headers, body } = await delivered.send(path);
    expect({ status, body }).toEqual({ status: 200, body: page });
    expect(headers).toMatchObject({ "content-type": "text/html", "cache-control": "no-cache" });
  });

  test.each([
    ["/assets/main-1a2b.js", "text/javascript"],
    ["/assets/main-3c4d.css", "text/css"],
    ["/assets/font-5e6f.woff2", "font/woff2"],
  ])("%s is a file with a hash in its name, which never changes", async (path, type) => {
    const { status, headers, body } = await delivered.send(path);
    expect({ status, body }).toEqual({ status: 200, body: files[path.slice(1) as keyof typeof files] });
    expect(headers).toMatchObject({
      "content-type": type,
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  test("a file without a hash in its name may change", async () => {
    expect((await delivered.send("/icon.svg")).headers).toMatchObject({
      "content-type": "image/svg+xml",
      "cache-control": "no-cache",
    });
  });

  test("HEAD says what GET would, without the body", async () => {
    const { headers } = await delivered.send("/assets/main-1a2b.js");
    const head = await delivered.send("/assets/main-1a2b.js", {}, "HEAD");
    expect(head).toMatchObject({ status: 200, body: "" });
    for (const name of ["content-length", "content-type", "etag", "cache-control"])
      expect([name, head.headers[name]]).toEqual([name, headers[name]]);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s is refused", async (method) => {
    for (const path of ["/", "/assets/main-1a2b.js", "/requests/0123456789abcdefghjk/approve"])
      expect(await delivered.send(path, {}, method)).toMatchObject({
        status: 403,
        body: "The dashboard is read by GET and HEAD only.\n",
      });
  });

  test("what was copied stays, whatever becomes of the folder", async () => {
    writeFileSync(join(delivered.dir, "index.html"), "another");
    onTestFinished(() => writeFileSync(join(delivered.dir, "index.html"), page));
    expect((await delivered.send("/")).body).toBe(page);
  });
});

describe("what is not there", () => {
  test.each(["/assets/none-1a2b.js", "/requests/abc.html", "/assets/index.html", "/.inputs", "/__proto__.js"])(
    "%s is refused as a bucket does that lists nothing",
    async (path) => {
      const { status, headers, body } = await delivered.send(path);
      expect({ status, type: headers["content-type"] }).toEqual({ status: 403, type: "application/xml" });
      expect(body).toContain("<Code>AccessDenied</Code>");
      expect(body).not.toContain(path);
    },
  );

  test.each([
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e%5c..%5csecret.txt",
    "/..%5csecret.txt",
    "/..%252fsecret.txt",
    "/index.html%00.js",
    "/%00index.html",
    "/%2fetc/passwd.txt",
    "/assets%2fmain-1a2b.js%2f..%2f..%2f..%2fsecret.txt",
  ])("%s leads nowhere", async (path) => {
    expect(await delivered.send(path)).toMatchObject({ status: 403, body: expect.stringContaining("AccessDenied") });
  });

  test.each(["/../secret.txt", "/assets/../../secret.txt", "/..\\secret.txt", "/%2e%2e/secret.txt", "//../secret.txt"])(
    "%s is no path",
    async (path) => {
      expect((await delivered.send(path)).status).toBe(400);
    },
  );

  test.each(["/%ff.js", "/%zz.js", "/%.js"])("%s is no URI to a bucket", async (path) => {
    expect(await delivered.send(path)).toMatchObject({ status: 400, body: expect.stringContaining("InvalidURI") });
  });
});

describe("a folder that is no build", () => {
  const behavior = { methods: ["GET"], uriOf: (path: string) => path, headers: {}, compresses: true };
  const serving = (made: string) => () => dashboard(made, behavior);

  test("is refused: without its page", () => {
    expect(serving(folder({ "assets/a.js": "" }))).toThrow(/dist has no index\.html; expected a build/);
    expect(serving("/nowhere/at/all")).toThrow(/ENOENT/);
  });

  test("is refused: with a link that leads out of it", () => {
    for (const target of ["../secret.txt", ".."]) {
      const made = folder(files);
      symlinkSync(target, join(made, "assets", "link.txt"));
      expect(serving(made)).toThrow(/link\.txt is not a file; expected a build/);
    }
  });

  test("is refused: with a file whose content type nobody would know", () => {
    expect(serving(folder({ ...files, "assets/a.xyz": "" }))).toThrow(/a\.xyz: its content type is not known/);
  });
});

test("without a build every path says so, and where else to look", async () => {
  const { port, close } = await serve({ port: 0, mounts: { "/": noDashboard } });
  onTestFinished(close);
  for (const path of ["/", "/requests/abc", "/assets/a.js"]) {
    const { status, headers, body } = await sendTo(port, path);
    expect(status).toBe(404);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toMatch(/was not built.*\/local/);
  }
});
