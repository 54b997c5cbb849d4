import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, signInAt } from "../../local/client.ts";
import { cliClient } from "../../local/system.ts";
import { databaseAsk, type Shown, type Stint, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

const minutes = (n: number) => n * 60_000;
const signIn = (person: string) => signInAt(stint.origin, person);
/** Renews tokens without the person, as an app does. */
async function renew(refreshToken: string): Promise<Shown> {
  const answer = await fetch(`${stint.origin}/identity/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: cliClient,
      refresh_token: refreshToken,
    }),
  });
  return answer.json();
}

describe("a sign-in", () => {
  test("gives an access token for five minutes", async () => {
    const { access_token: token, expires_in } = await signIn("alice");
    expect(expires_in).toBe(300);
    stint.clock.advance(minutes(5) - 5000);
    expect((await call(stint.origin, token, "GET", "/me")).status).toBe(200);
    stint.clock.advance(5000);
    expect((await call(stint.origin, token, "GET", "/me")).status).toBe(401);
  });

  test("can be renewed for eight hours, however often it is", async () => {
    let { refresh_token: token } = await signIn("alice");
    for (const hours of [3, 3, 2]) {
      stint.clock.advance(minutes(60 * hours) - 5000);
      const renewed = await renew(token);
      expect(renewed).toMatchObject({ expires_in: 300 });
      token = renewed.refresh_token;
    }
    stint.clock.advance(15_000);
    expect(await renew(token)).toMatchObject({ error: "invalid_grant" });
  });

  test("that is too old neither asks nor decides, where the rule says so, until it is made again", async () => {
    const again = { status: 401, body: { error: { code: "sign_in_again" } } };
    const { id } = await stint.ask("alice");
    const [alice, bob] = [await signIn("alice"), await signIn("bob")];
    stint.clock.advance(minutes(15) + 1000);
    const [oldAlice, oldBob] = [await renew(alice.refresh_token), await renew(bob.refresh_token)];
    const approve = (token: string) => call<Shown>(stint.origin, token, "POST", `/requests/${id}/approve`, {});

    expect(await call(stint.origin, oldAlice.access_token, "POST", "/requests", databaseAsk)).toMatchObject(again);
    expect(await approve(oldBob.access_token)).toMatchObject(again);
    const shown = await call<Shown>(stint.origin, oldBob.access_token, "GET", `/requests/${id}`);
    expect(shown.body).toMatchObject({ may: ["approve", "reject"], stages: [{ decisions: [] }, {}] });

    expect((await approve((await signIn("bob")).access_token)).status).toBe(200);
    await stint.post("carol", `/requests/${id}/approve`);
    // A profile refreshes unattended: fetching credentials asks for no fresh sign-in.
    const path = `/requests/${id}/credentials`;
    expect((await call(stint.origin, oldAlice.access_token, "POST", path, {})).status).toBe(200);
  });

  test("that is old asks and decides where the rule does not mind", async () => {
    const { refresh_token: token } = await signIn("carol");
    const { id } = await stint.ask("alice", { role: "ReadOnly", asks: {} });
    stint.clock.advance(minutes(60 * 7));
    const { access_token: old } = await renew(token);
    expect((await call<Shown>(stint.origin, old, "POST", `/requests/${id}/approve`, {})).body.phase).toBe("active");
  });
});
