import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPerson, breakGlassAsk, peopleWith, send } from "./attack.ts";
import { type Stint, startStint } from "./stint.ts";

const html = `<img src=x onerror="alert(1)"><script>alert('x')</script></pre></details>`;

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({
    dashboard: true,
    people: peopleWith(aPerson("eve", ["engineering"], { name: `Eve ${html}` })),
  });
});
afterAll(() => stint.close());

describe("the page of the embedded run", () => {
  test("shows what people typed as text, and links to nothing but the dashboard and its requests", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: `${html}\nhttp://evil.example/` });
    await stint.until(
      () => stint.mails(id),
      (mails) => mails.length > 0,
    );
    const page = await (await fetch(`${stint.origin}/local`)).text();
    expect(page).toContain("&#60;img src=x onerror=&#34;alert(1)&#34;&#62;");
    expect(page).not.toMatch(/<img|<script|onerror="|<\/pre><\/details>"/);
    const [dashboard, ...hrefs] = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? "");
    expect(dashboard).toBe("/");
    expect(hrefs).toContain(`${stint.origin}/requests/${id}`);
    for (const href of hrefs) expect(href.startsWith(`${stint.origin}/requests/`)).toBe(true);
  });

  test("runs nothing, is framed by nobody, posts nowhere, and is only read", async () => {
    for (const path of ["/local", "/local/", "/local/nothing"]) {
      const { headers } = await fetch(`${stint.origin}${path}`);
      const policy = headers.get("content-security-policy");
      for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"])
        expect(policy).toContain(directive);
      expect(policy).not.toMatch(/unsafe|script-src/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect((await send(stint, { method: "POST", path })).status).toBe(405);
    }
  });

  test("takes no markup from its address", async () => {
    for (const path of ["/local/%3Cscript%3E", "/local/x%22onload=1", "/local/%3Cimg%20src=x%3E", "/local/a/b"]) {
      const answer = await send(stint, { path });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toMatch(/<script>|<img|onload/);
    }
    const { text } = await send(stint, { path: "/local?<script>alert(1)</script>" });
    expect(text).not.toContain("<script>");
  });
});

describe("the dashboard's page", () => {
  const places = ["/", "/requests/0123456789abcdefghjk", "/nothing", "/requests/%3Cscript%3E", "/?<script>alert(1)"];

  test("is one for all, and has nothing of its address in it", async () => {
    const answers = await Promise.all(places.map((path) => send(stint, { path })));
    for (const { status, text } of answers) expect([status, text]).toEqual([200, answers[0]?.text]);
    expect(answers[0]?.headers["cache-control"]).toBe("no-cache");
  });

  test("has no script inline and no handler, and loads nothing from elsewhere", async () => {
    const { text } = await send(stint, { path: "/" });
    const scripts = [...text.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toMatch(/\ssrc="\/assets\/[^"]+\.js"/);
      expect(inline).toBe("");
    }
    expect(text).not.toMatch(/\son[a-z]+\s*=|javascript:|<style|<form|<iframe|<object|<base|http-equiv/i);
    const addresses = [...text.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    for (const address of addresses) expect(address).toMatch(/^\/[^/]/);
    for (const path of addresses as string[]) expect([path, (await send(stint, { path })).status]).toEqual([path, 200]);
  });

  test("may run its own scripts only, speak to its own origin only, and is framed by nobody", async () => {
    for (const path of [...places, "/assets/nothing.js"]) {
      const { headers } = await send(stint, { path });
      const policy = new Map(
        String(headers["content-security-policy"])
          .split("; ")
          .map((directive) => directive.split(" "))
          .map(([name = "", ...sources]) => [name, sources]),
      );
      expect(policy.get("script-src")).toEqual(["'self'"]);
      expect([...new Set(policy.get("connect-src"))]).toEqual(["'self'", stint.origin]);
      for (const name of ["default-src", "frame-ancestors", "form-action", "base-uri"])
        expect([name, policy.get(name)]).toEqual([name, ["'none'"]]);
      expect(headers).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
    }
  });

  test("never stands in the API's place", async () => {
    for (const path of ["/api/nothing", "/api/", "/api/index.html", "/api/assets/main.js", "/api/requests/1/nothing"])
      for (const method of ["GET", "POST"]) {
        const { status, headers, text } = await send(stint, { method, path });
        expect([path, status, headers["content-type"]]).toEqual([path, 404, "application/json"]);
        expect(JSON.parse(text)).toEqual({ message: "Not Found" });
      }
    expect(await send(stint, { path: "/api/me" })).toMatchObject({ status: 401 });
  });

  test("does not stand in the place of sign-in, STS or the console", async () => {
    for (const path of ["/identity/nothing", "/sts/nothing", "/federation/nothing"])
      expect((await send(stint, { path })).text).not.toContain('id="stint"');
  });
});

describe("another page in the browser, or another name for this machine", () => {
  const origins = () => [
    stint.origin,
    ...new Set(
      Object.values(stint.endpoints).map((endpoint) => new URL(endpoint).origin.replace("127.0.0.1", "localhost")),
    ),
  ];
  const portOf = (origin: string) => new URL(origin).port;

  test("reaches no port under another Host", async () => {
    for (const origin of origins()) {
      const own = portOf(origin);
      const hosts = [
        "evil.example",
        `evil.example:${own}`,
        "localhost",
        `localhost.evil.example:${own}`,
        `[::1]:${own}`,
      ];
      for (const host of [...hosts, `169.254.169.254:${own}`, "localhost:1", ""]) {
        const { status } = await send(stint, { path: "/", origin, headers: [["host", host]] });
        expect([host, status]).toEqual([host, 421]);
      }
    }
  });

  test("reaches no port with another Origin, nor from a frame, an image or a form", async () => {
    for (const origin of origins()) {
      for (const from of [
        "https://evil.example",
        "null",
        `https://localhost:${portOf(origin)}`,
        "http://localhost:1",
        `${origin}.evil.example`,
      ])
        for (const method of ["GET", "POST", "OPTIONS"])
          expect((await send(stint, { method, path: "/", origin, headers: [["origin", from]] })).status).toBe(403);
      for (const site of ["cross-site", "same-site"])
        for (const [mode, dest] of [
          ["no-cors", "image"],
          ["navigate", "iframe"],
          ["cors", "empty"],
        ] as const) {
          const headers = [
            ["sec-fetch-site", site],
            ["sec-fetch-mode", mode],
            ["sec-fetch-dest", dest],
          ] as const;
          expect((await send(stint, { path: "/", origin, headers })).status).toBe(403);
        }
    }
  });

  test("is given no leave to read answers", async () => {
    const headers = [["authorization", `Bearer ${await stint.token("alice")}`]] as const;
    for (const path of ["/api/me", "/api/config", "/local", "/", "/index.html"]) {
      const answer = await send(stint, { path, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    const preflight = [
      ["origin", "https://evil.example"],
      ["access-control-request-method", "POST"],
    ] as const;
    expect((await send(stint, { method: "OPTIONS", path: "/api/requests", headers: preflight })).status).toBe(403);
  });

  test("signs nobody in: without the page's own token, for another address, or in a frame", async () => {
    const query = new URLSearchParams({
      response_type: "code",
      client_id: "stint-cli",
      redirect_uri: "http://localhost:8976/callback",
      code_challenge: "c".repeat(43),
      code_challenge_method: "S256",
    });
    const path = `/identity/login?${query}`;
    const form = [["content-type", "application/x-www-form-urlencoded"]] as const;
    const sent = { method: "POST", path, headers: form };
    for (const body of ["username=alice", `username=alice&_csrf=${"a".repeat(43)}`])
      expect((await send(stint, { ...sent, body })).status).toBe(403);
    const xsrf = "b".repeat(43);
    const cookie = ["cookie", `XSRF-TOKEN=${xsrf}`] as const;
    expect(
      (await send(stint, { ...sent, headers: [...form, cookie], body: `username=alice&_csrf=${"a".repeat(43)}` }))
        .status,
    ).toBe(403);
    const elsewhere = [...form, cookie, ["origin", "http://localhost:8976"]] as const;
    expect((await send(stint, { ...sent, headers: elsewhere, body: `username=alice&_csrf=${xsrf}` })).status).toBe(403);
    for (const uri of [
      "http://evil.example/",
      "http://localhost:8976/callback/../evil",
      "http://localhost:8976/callback?x=1",
      "//evil.example",
    ]) {
      query.set("redirect_uri", uri);
      const refused = await send(stint, { path: `/identity/oauth2/authorize?${query}` });
      expect([refused.status, refused.headers.location]).toEqual([400, undefined]);
    }
    const { headers } = await fetch(`${stint.origin}/identity/login?client_id=none`);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });
});
