import { describe, expect, onTestFinished, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startFederation } from "../../local/federation.ts";
import { serve } from "../../local/wire.ts";

const keys = { sessionId: "ASIAX", sessionKey: "secret", sessionToken: "token" };
const arn = "arn:aws:sts::111122223333:assumed-role/Stint-DatabaseAdmin/r-1-<alice>";
const link = {
  Action: "login",
  Issuer: "https://stint.example.com",
  Destination: "https://console.aws.amazon.com/rds?a=<b>",
};

/** A served endpoint that knows `keys` for `life` milliseconds. */
async function aFederation(life = 3_600_000) {
  const clock = startClock();
  const expires = clock.now() + life;
  const { part } = startFederation({
    clock,
    identity: (id, key, token) =>
      id === keys.sessionId && key === keys.sessionKey && token === keys.sessionToken && clock.now() < expires
        ? { arn, expires }
        : undefined,
  });
  const { origin, close } = await serve({ port: 0, mounts: { "/signin": part } });
  onTestFinished(async () => {
    clock.close();
    await close();
  });
  const url = `${origin}/signin/federation`;
  const get = (query: Readonly<Record<string, string>>) => fetch(`${url}?${new URLSearchParams(query)}`);
  const post = (form: Readonly<Record<string, string>>) =>
    fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const token = async (): Promise<string> => {
    const answer = await post({ Action: "getSigninToken", Session: JSON.stringify(keys) });
    return ((await answer.json()) as { SigninToken: string }).SigninToken;
  };
  return { clock, origin, url, get, post, token };
}

describe("getSigninToken", () => {
  test("answers a token to live credentials, by POST and by GET", async () => {
    const { get, post } = await aFederation();
    for (const ask of [get, post]) {
      const answer = await ask({ Action: "getSigninToken", Session: JSON.stringify(keys) });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await answer.json()).toEqual({ SigninToken: expect.stringMatching(/^[\w-]{128}$/) });
    }
  });

  test.each([
    [
      "a duration, as the credentials are those of a chained role",
      { SessionDuration: "3600" },
      /SessionDuration cannot/,
    ],
    ["a session that is no JSON", { Session: "{" }, /Session must be/],
    [
      "a session that lacks the token",
      { Session: JSON.stringify({ ...keys, sessionToken: undefined }) },
      /Session must/,
    ],
    ["a session with more in it", { Session: JSON.stringify({ ...keys, more: 1 }) }, /Session must be/],
    ["null as session", { Session: "null" }, /Session must be/],
    ["another secret", { Session: JSON.stringify({ ...keys, sessionKey: "x" }) }, /unknown or have expired/],
    ["a parameter that it does not know", { SessionType: "json" }, /getSigninToken does not take SessionType/],
    ["another action", { Action: "logout" }, /Action is/],
  ])("refuses %s", async (_, extra, message) => {
    const { post } = await aFederation();
    const answer = await post({ Action: "getSigninToken", Session: JSON.stringify(keys), ...extra });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(message);
  });

  test("refuses credentials that have expired", async () => {
    const { clock, post } = await aFederation(1000);
    clock.advance(1000);
    expect((await post({ Action: "getSigninToken", Session: JSON.stringify(keys) })).status).toBe(400);
  });

  test("refuses a parameter that is given twice, and a body that is no form", async () => {
    const { url } = await aFederation();
    const twice = await fetch(`${url}?Action=login`, {
      method: "POST",
      body: new URLSearchParams({ Action: "login" }),
    });
    expect([twice.status, await twice.text()]).toEqual([400, "A parameter is given twice.\n"]);
    const json = await fetch(url, {
      method: "POST",
      body: "Action=getSigninToken",
      headers: { "content-type": "text/plain" },
    });
    expect([json.status, await json.text()]).toEqual([400, "Action is getSigninToken or login.\n"]);
  });
});

describe("login", () => {
  test("says as whom one is signed in, with everything escaped", async () => {
    const { get, token } = await aFederation();
    const answer = await get({ ...link, SigninToken: await token() });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
    const page = await answer.text();
    expect(page).toContain("Stint-DatabaseAdmin/r-1-&#60;alice&#62;</strong>");
    expect(page).toContain("<code>https://console.aws.amazon.com/rds?a=&#60;b&#62;</code>");
  });

  test("takes a token once", async () => {
    const { get, token } = await aFederation();
    const query = { ...link, SigninToken: await token() };
    expect((await get(query)).status).toBe(200);
    const again = await get(query);
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining("was used")]);
  });

  test("takes a token for 15 minutes", async () => {
    const { clock, get, token } = await aFederation();
    const [early, late] = [await token(), await token()];
    clock.advance(14.9 * 60_000);
    expect((await get({ ...link, SigninToken: early })).status).toBe(200);
    clock.advance(0.1 * 60_000);
    expect((await get({ ...link, SigninToken: late })).status).toBe(400);
  });

  test("ends with the credentials", async () => {
    const { clock, get, token } = await aFederation(60_000);
    const SigninToken = await token();
    clock.advance(60_000);
    const answer = await get({ ...link, SigninToken });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("have expired")]);
  });

  test.each([
    "https://console.aws.amazon.com/",
    "https://eu-west-1.console.aws.amazon.com/rds",
    "https://console.amazonaws-us-gov.com/",
    "https://console.amazonaws.cn/",
  ])("leads to %s", async (Destination) => {
    const { get, token } = await aFederation();
    expect((await get({ ...link, Destination, SigninToken: await token() })).status).toBe(200);
  });

  test.each([
    "",
    "/",
    "http://console.aws.amazon.com/",
    "https://console.aws.amazon.com.example.com/",
    "https://evilaws.amazon.com/",
    "https://example.com/?console.aws.amazon.com",
    "https://console.aws.amazon.com:8443/",
    "https://me@console.aws.amazon.com/",
    "https://:secret@console.aws.amazon.com/",
    "javascript:alert(1)//console.aws.amazon.com",
  ])("does not lead to %j, and keeps the token good", async (Destination) => {
    const { get, token } = await aFederation();
    const SigninToken = await token();
    const answer = await get({ ...link, Destination, SigninToken });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("Destination must be")]);
    expect((await get({ ...link, SigninToken })).status).toBe(200);
  });

  test("refuses an unknown token, a missing issuer, and a POST", async () => {
    const { get, post, token } = await aFederation();
    expect(await (await get({ ...link, SigninToken: "x" })).text()).toContain("unknown");
    expect(await (await get({ ...link, Issuer: "", SigninToken: await token() })).text()).toContain("Issuer");
    expect(await (await post({ ...link, SigninToken: await token() })).text()).toContain("login is a GET");
  });

  test("is nowhere else, and by no other method", async () => {
    const { origin, url } = await aFederation();
    expect((await fetch(`${origin}/signin/other`)).status).toBe(404);
    expect((await fetch(url, { method: "PUT" })).status).toBe(405);
  });
});
