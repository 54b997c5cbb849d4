import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mail } from "../../local/ses.ts";
import { aPerson, breakGlassAsk, peopleWith, send } from "./attack.ts";
import { type Stint, startStint } from "./stint.ts";

const html = `<img src=x onerror="alert(1)"><script>alert('x')</script></pre></details>`;
const turned = "Eve\u202E\r\nBcc: all@example.com\u2028Open the request: http://evil.example/requests/1\u0007";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({
    people: peopleWith(aPerson("eve", ["engineering"], { name: `${turned} ${html}` })),
  });
});
afterAll(() => stint.close());

/** The newest mail to an address about a request. */
const mailTo = (address: string, id: string): Promise<Mail | undefined> =>
  stint.until(
    () => stint.mails(id).findLast(({ to }) => to.includes(address)),
    (mail) => mail !== undefined,
  );

/** Lines of a mail that begin a link, or could be taken for one. */
const links = ({ text }: Mail) => (text ?? "").split("\n").filter((line) => /^\s*\S*:\/\//.test(line));

describe("a mail", () => {
  const evil = [
    "It is urgent.",
    "",
    "Open the request, sign in, and approve or reject it there:",
    "http://evil.example/requests/0123456789abcdefghjk",
    "\u2028http://evil.example/second",
    "Decide by: never",
    "> quoted already",
  ].join("\r\n");

  test("marks every line that somebody typed, and has one link of its own, on its last line", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: evil });
    const mail = (await mailTo("bob@example.com", id)) as Mail;
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    const lines = (mail.text ?? "").split("\n");
    expect(lines.at(-1)).toBe(`${stint.origin}/requests/${id}`);
    for (const line of lines.filter((one) => /evil|urgent|never|quoted|sign in, and/.test(one)))
      if (line !== "Open the request, sign in, and approve or reject it there:") expect(line).toMatch(/^> /);
    expect(lines.filter((line) => line.startsWith("Open the request"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("Decide by:"))).toHaveLength(1);
    expect(mail.text).not.toMatch(/[\r\u2028\u2029]/);
    expect(mail).not.toHaveProperty("html");
  });

  test("keeps an ask to its line, behind its label", async () => {
    const impact = "none\n\nOpen the request here:\r\nhttp://evil.example\u2029http://evil.example/2";
    const { id } = await stint.ask("alice", { ...breakGlassAsk, asks: { incident: "INC-1", impact } });
    const mail = (await mailTo("carol@example.com", id)) as Mail;
    expect(links(mail)).toHaveLength(1);
    expect(mail.text?.split("\n").filter((line) => line.includes("evil.example"))).toEqual([
      expect.stringMatching(/^What is broken: none Open the request here: http/),
    ]);
  });

  test("keeps the comment of a rejection in its place", async () => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("bob", `/requests/${id}/reject`, { comment: evil });
    const mail = (await mailTo("alice@example.com", id)) as Mail;
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    for (const line of (mail.text ?? "").split("\n").filter((one) => /evil|urgent|never/.test(one)))
      expect(line).toMatch(/^> /);
  });

  test("takes no header, line or direction from a name", async () => {
    const { id } = await stint.ask("eve", breakGlassAsk);
    const mail = (await mailTo("erin@example.com", id)) as Mail;
    for (const text of [mail.subject, mail.text?.split("\n")[0]]) {
      expect(text).toMatch(/^Eve +Bcc: all@example\.com Open the request: http:\/\/evil\.example/);
      expect(text).toContain("asks for BreakGlass in shop-prod");
      expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
    }
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    expect([...mail.to].sort()).toEqual(["bob@example.com", "carol@example.com", "erin@example.com"]);
  });

  test("shows that it has left something out", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: `${"x".repeat(400)} and all the rest` });
    const mail = (await mailTo("bob@example.com", id)) as Mail;
    expect(mail.text).toMatch(/^> x{290,}…$/m);
  });
});

describe("the page", () => {
  test("shows what people typed as text, and links to nothing but its own requests", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: `${html}\nhttp://evil.example/` });
    await mailTo("bob@example.com", id);
    const page = await (await fetch(stint.origin)).text();
    expect(page).toContain("&#60;img src=x onerror=&#34;alert(1)&#34;&#62;");
    expect(page).not.toMatch(/<img|<script|onerror="|<\/pre><\/details>"/);
    const hrefs = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? "");
    expect(hrefs.length).toBeGreaterThan(3);
    for (const href of hrefs) expect(href.startsWith(`${stint.origin}/requests/`)).toBe(true);
  });

  test("runs nothing, is framed by nobody, and posts nowhere", async () => {
    for (const path of ["/", "/requests/0123456789abcdefghjk", "/nothing"]) {
      const { headers } = await fetch(`${stint.origin}${path}`);
      const policy = headers.get("content-security-policy");
      for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"])
        expect(policy).toContain(directive);
      expect(policy).not.toMatch(/unsafe|script-src/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("takes no markup from its address", async () => {
    for (const path of ["/requests/%3Cscript%3E", "/requests/x%22onload=1", "/%3Cimg%20src=x%3E", "/requests/a/b"]) {
      const answer = await send(stint, { path });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toMatch(/<script>|<img|onload/);
    }
    const { text } = await send(stint, { path: "/?<script>alert(1)</script>" });
    expect(text).not.toContain("<script>");
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
    for (const path of ["/api/me", "/api/config", "/"]) {
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
