import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startCodes } from "../../local/identity/codes.ts";
import { hashOf } from "../../local/identity/secret.ts";
import { signIn } from "../../local/identity/sign-in.ts";
import { loadSignIns } from "../../local/identity/sign-ins.ts";
import { alice, claimsOf, dashboard, folder, hour, minute, redirectUri, startPool } from "./identity-fixture.ts";

const pem = { type: "pkcs8", format: "pem" } as const;
const dead = { status: 400, error: "invalid_grant", error_description: expect.stringContaining("revoked") };

describe("a refresh token", () => {
  test("renews the tokens of the same sign-in", async () => {
    const pool = await startPool();
    const first = await pool.signIn("alice", { nonce: "n" });
    pool.clock.advance(hour);
    const second = await pool.refresh(first.refresh_token);
    const [before, after] = [claimsOf(first.access_token), claimsOf(second.access_token)];
    const { auth_time, origin_jti, event_id, sub, scope } = before;
    expect(after).toMatchObject({ auth_time, origin_jti, event_id, sub, scope });
    expect(Number(after.iat)).toBeGreaterThanOrEqual(Number(before.iat) + 3600);
    expect(after.jti).not.toBe(before.jti);
    expect(claimsOf(second.id_token)).not.toHaveProperty("nonce");
  });

  test("works once", async () => {
    const pool = await startPool();
    const { refresh_token } = await pool.signIn("alice");
    const next = await pool.refresh(refresh_token);
    expect(next.status).toBe(200);
    expect(await pool.refresh(refresh_token)).toEqual(dead);
    expect((await pool.refresh(next.refresh_token)).status).toBe(200);
  });

  test("works once when twenty use it at the same time", async () => {
    const pool = await startPool();
    const { refresh_token } = await pool.signIn("alice");
    const answers = await Promise.all(Array.from({ length: 20 }, () => pool.refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  describe("with a grace of ten seconds, as the template gives", () => {
    const graced = { clients: [{ ...dashboard, refreshGraceSeconds: 10 }] };

    test("works again for whoever lost the answer, and brings what works on", async () => {
      const pool = await startPool(graced);
      const { refresh_token } = await pool.signIn("alice");
      await pool.refresh(refresh_token);
      pool.clock.advance(9_000);
      const { refresh_token: again } = await pool.refresh(refresh_token);
      pool.clock.advance(hour);
      expect((await pool.refresh(again)).status).toBe(200);
    });

    test("does not work later, nor do those before it, however often it is used meanwhile", async () => {
      const pool = await startPool(graced);
      const { refresh_token } = await pool.signIn("alice");
      const { refresh_token: lost } = await pool.refresh(refresh_token);
      pool.clock.advance(6_000);
      await pool.refresh(refresh_token);
      pool.clock.advance(4_000);
      expect(await pool.refresh(refresh_token)).toEqual(dead);
      pool.clock.advance(6_000);
      expect(await pool.refresh(lost)).toEqual(dead);
    });

    test("is revoked with the sign-in, also by one that was used", async () => {
      const pool = await startPool(graced);
      const { refresh_token } = await pool.signIn("alice");
      const { refresh_token: next } = await pool.refresh(refresh_token);
      await pool.post("/oauth2/revoke", { client_id: "dashboard", token: refresh_token });
      for (const token of [refresh_token, next]) expect(await pool.refresh(token)).toEqual(dead);
    });

    test("is kept over a restart", async () => {
      const { state, ...before } = await startPool(graced);
      const { refresh_token } = await before.signIn("alice");
      await before.refresh(refresh_token);
      await before.close();
      expect((await (await startPool({ state, ...graced })).refresh(refresh_token)).status).toBe(200);
    });

    test("lets no more than ten before the last work at a time", async () => {
      const pool = await startPool(graced);
      const tokens = [(await pool.signIn("alice")).refresh_token];
      for (let n = 0; n < 11; n++) tokens.push((await pool.refresh(tokens.at(-1))).refresh_token);
      expect(await pool.refresh(tokens[0])).toEqual(dead);
      expect((await pool.refresh(tokens[1])).status).toBe(200);
    });
  });

  test("is not prolonged by being used", async () => {
    const pool = await startPool();
    let { refresh_token } = await pool.signIn("alice");
    for (const wait of [4 * hour, 4 * hour - 5_000]) {
      pool.clock.advance(wait);
      ({ refresh_token } = await pool.refresh(refresh_token));
    }
    expect(refresh_token).toBeDefined();
    pool.clock.advance(5_000);
    expect(await pool.refresh(refresh_token)).toEqual(dead);
  });

  test("lives from the sign-in, not from the exchange of the code", async () => {
    const pool = await startPool({ clients: [{ ...dashboard, refreshTokenMinutes: 5 }] });
    const code = await pool.codeFor("alice");
    pool.clock.advance(4 * minute);
    const { refresh_token } = await pool.exchange(code);
    pool.clock.advance(minute);
    expect(await pool.refresh(refresh_token)).toEqual(dead);
  });

  test("of another client is refused, and stays good for its own", async () => {
    const pool = await startPool();
    const { refresh_token } = await pool.signIn("alice");
    expect(await pool.refresh(refresh_token, { client_id: "other" })).toEqual(dead);
    expect((await pool.refresh(refresh_token)).status).toBe(200);
  });

  test("no longer brings a scope that the client lost, and nothing for a person who is gone", async () => {
    const { state, ...pool } = await startPool();
    const [{ refresh_token: one }, { refresh_token: two }] = [await pool.signIn("alice"), await pool.signIn("bob")];
    await pool.close();
    const later = await startPool({ state, people: [alice], clients: [{ ...dashboard, scopes: ["openid"] }] });
    expect(claimsOf((await later.refresh(one)).access_token).scope).toBe("openid");
    expect(await later.refresh(two)).toMatchObject({ status: 400, error: "invalid_grant" });
  });
});

describe("revoking", () => {
  test("ends the renewal, and answers 200 with nothing", async () => {
    const pool = await startPool();
    const { refresh_token } = await pool.signIn("alice");
    const answer = await pool.post("/oauth2/revoke", { client_id: "dashboard", token: refresh_token });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(await pool.refresh(refresh_token)).toEqual(dead);
  });

  test("wins over a renewal that is under way", async () => {
    let go: (() => void) | undefined;
    const preToken = (event: { triggerSource: string }) =>
      new Promise((done) => {
        if (event.triggerSource === "TokenGeneration_HostedAuth") done(event);
        else go = () => done(event);
      });
    const pool = await startPool({ preToken: preToken as (event: unknown) => Promise<unknown> });
    const { refresh_token } = await pool.signIn("alice");
    const renewal = pool.refresh(refresh_token);
    await expect.poll(() => go).toBeDefined();
    await pool.post("/oauth2/revoke", { client_id: "dashboard", token: refresh_token });
    go?.();
    expect(await renewal).toEqual(dead);
  });

  test("does nothing to the token of another client, and does not tell", async () => {
    const pool = await startPool();
    const { refresh_token } = await pool.signIn("alice");
    expect((await pool.post("/oauth2/revoke", { client_id: "other", token: refresh_token })).status).toBe(200);
    expect((await pool.refresh(refresh_token)).status).toBe(200);
  });

  test.each([
    ["no token", { client_id: "dashboard" }, 400, "invalid_request"],
    ["an unknown client", { client_id: "evil", token: "x" }, 401, "invalid_client"],
    ["an access token", { client_id: "dashboard", token: "a.b.c" }, 400, "unsupported_token_type"],
  ])("refuses %s", async (_, body, status, error) => {
    const answer = await (await startPool()).post("/oauth2/revoke", body);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ error })]);
  });
});

describe("what is kept", () => {
  test("survives a restart: key, refresh tokens, and which codes were used", async () => {
    const { state, ...before } = await startPool();
    const code = await before.codeFor("alice");
    const tokens = await before.exchange(code);
    await before.close();
    const after = await startPool({ state });
    expect(after.identity.jwks()).toEqual(before.identity.jwks());
    const next = await after.refresh(tokens.refresh_token);
    expect(next.status).toBe(200);
    expect((await after.exchange(code)).error).toBe("invalid_grant");
    expect(await after.refresh(next.refresh_token)).toEqual(dead);
  });

  test("survives kill -9", async () => {
    const state = folder();
    const path = (file: string) => JSON.stringify(new URL(`../../local/${file}`, import.meta.url).href);
    const script = `import { startClock } from ${path("clock.ts")};
import { startIdentity } from ${path("identity/identity.ts")};
import { serve } from ${path("wire.ts")};
let origin;
const { part } = startIdentity({ clock: startClock(), state: ${JSON.stringify(state)}, origin: () => origin,
  pool: "eu-west-1_StintLocal", people: ${JSON.stringify([alice])}, clients: ${JSON.stringify([dashboard])}, preToken: async (event) => event });
({ origin } = await serve({ port: 0, mounts: { "/identity": part } }));
console.log(origin);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [origin] = (await once(child.stdout, "data")) as [Buffer];
    const person = { person: "alice", clientId: "dashboard", redirectUri };
    const { refresh_token } = await signIn({ origin: origin.toString().trim(), ...person });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect((await (await startPool({ state })).refresh(refresh_token)).status).toBe(200);
  });

  test("is readable by its owner only, and holds no token", async () => {
    const state = join(folder(), "identity");
    const { refresh_token } = await (await startPool({ state })).signIn("alice");
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(readdirSync(state).sort()).toEqual(["refresh-tokens.json", "signing-key.pem"]);
    for (const file of readdirSync(state)) expect(statSync(join(state, file)).mode & 0o777).toBe(0o600);
    const kept = readFileSync(join(state, "refresh-tokens.json"), "utf8");
    expect(kept).not.toContain(refresh_token);
    expect(kept).toContain(hashOf(refresh_token ?? ""));
  });

  test("forgets refresh tokens that are past their life", async () => {
    const pool = await startPool();
    await pool.signIn("alice");
    pool.clock.advance(8 * hour);
    await pool.signIn("bob");
    const { signIns } = JSON.parse(readFileSync(join(pool.state, "refresh-tokens.json"), "utf8"));
    expect(signIns).toEqual([expect.objectContaining({ username: "bob" })]);
  });

  test.each([
    ["signing-key.pem", "not a key"],
    ["signing-key.pem", ""],
    ["signing-key.pem", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pem).toString()],
    ["signing-key.pem", generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export(pem).toString()],
    ["refresh-tokens.json", '{"version":1,"signIns":[{"id":"x"'],
    ["refresh-tokens.json", '{"version":2,"signIns":[]}'],
    ["refresh-tokens.json", '{"version":1,"signIns":[{}]}'],
  ])("that is damaged is named: %s holding %j", async (file, text) => {
    const state = folder();
    writeFileSync(join(state, file), text);
    await expect(startPool({ state })).rejects.toThrow(
      /^The .* damaged \(.+\). Move (it|the file) away and start again: /,
    );
    await expect(startPool({ state })).rejects.toThrow(join(state, file));
  });

  test("that cannot be read is named too", async () => {
    const state = folder();
    mkdirSync(join(state, "signing-key.pem"));
    await expect(startPool({ state })).rejects.toThrow("signing-key.pem is damaged (EISDIR");
  });

  test("is bounded: of too many codes and sign-ins the oldest go", () => {
    const clock = startClock();
    const codes = startCodes(clock);
    const of = { username: "alice", clientId: "dashboard", scopes: [], authTime: clock.now() };
    const grant = { ...of, redirectUri, challenge: "", nonce: undefined };
    const issued = Array.from({ length: 1001 }, () => codes.issue(grant));
    expect(issued.map((code) => codes.take(code) !== undefined).indexOf(true)).toBe(1);

    const signIns = loadSignIns(join(folder(), "refresh-tokens.json"), clock);
    const begun = Array.from({ length: 2001 }, () =>
      signIns.begin({ ...of, expiresAt: clock.now() + hour, codeHash: "" }),
    );
    expect(signIns.rotate(begun[2000]!, undefined, 0)).toBeDefined();
    expect(signIns.rotate(begun[0]!, undefined, 0)).toBeUndefined();
    expect(signIns.rotate(begun[1]!, undefined, 0)).toBeDefined();
  });
});
