import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

describe("loopback", () => {
  beforeEach(async () => {
    seen = [];
    served = await serve({ port: 0, mounts: { "/": record } });
  });

  test("is reached by both of its names, in any case", async () => {
    for (const host of [`localhost:${served.port}`, `127.0.0.1:${served.port}`, `LocalHost:${served.port}`])
      expect(await send("/", { headers: { host } })).toMatchObject({ status: 200 });
    expect(served.origin).toBe(`http://localhost:${served.port}`);
  });

  test("does not answer to another name that leads here (DNS rebinding)", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${served.port}`,
      "localhost",
      `localhost:${served.port}.evil.example`,
    ]) {
      const { status, body } = await send("/", { headers: { host } });
      expect({ host, status, body }).toEqual({ host, status: 421, body: expect.stringContaining(`not to "${host}"`) });
    }
    expect(seen).toEqual([]);
  });

  test("lets its own pages call it, under either name", async () => {
    for (const name of ["localhost", "127.0.0.1"]) {
      const headers = { origin: `http://${name}:${served.port}`, "sec-fetch-site": "cross-site" };
      expect(await send("/", { method: "POST", headers })).toMatchObject({ status: 200 });
    }
  });

  test.each([
    "http://evil.example",
    "null",
    "http://localhost:1",
    "http://localhost",
    "https://localhost:PORT",
    "localhost:PORT",
  ])("does not answer a page of %s", async (pattern) => {
    const origin = pattern.replace("PORT", String(served.port));
    const { status, body } = await send("/", { method: "POST", headers: { origin } });
    expect({ status, body }).toEqual({ status: 403, body: `Pages of ${origin} may not call this server.\n` });
    expect(seen).toEqual([]);
  });

  test.each(["cross-site", "same-site"])("lets a page that is %s link here, and nothing else", async (site) => {
    const link = { "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(await send("/", { headers: link })).toMatchObject({ status: 200 });
    for (const other of [
      { "sec-fetch-dest": "iframe" },
      { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
      { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    ])
      expect(await send("/", { headers: { ...link, ...other } })).toMatchObject({ status: 403 });
    expect(await send("/", { method: "POST", headers: link })).toMatchObject({ status: 403 });
    expect(seen).toHaveLength(1);
  });

  test("lets its own pages load what they need without an Origin", async () => {
    const headers = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" };
    expect(await send("/", { headers })).toMatchObject({ status: 200 });
  });
});
