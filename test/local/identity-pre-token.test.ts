import { describe, expect, test } from "vitest";
import { alice, claimsOf, dashboard, startPool } from "./identity-fixture.ts";

const token = { claimsToAddOrOverride: {}, claimsToSuppress: [] };

/** A trigger that answers its event with these details. */
function answering(claimsAndScopeOverrideDetails: unknown) {
  return async (event: unknown) => ({ ...(event as object), response: { claimsAndScopeOverrideDetails } });
}

describe("the pre token generation trigger", () => {
  test("gets Cognito's event, version 2, at sign-in and at each refresh", async () => {
    const events: unknown[] = [];
    const preToken = async (event: unknown) => {
      events.push(event);
      return event;
    };
    const pool = await startPool({ preToken, people: [{ ...alice, sub: "sub-1", emailVerified: false }] });
    await pool.refresh((await pool.signIn("alice")).refresh_token);
    const event = {
      version: "2",
      triggerSource: "TokenGeneration_HostedAuth",
      region: "eu-west-1",
      userPoolId: "eu-west-1_StintLocal",
      userName: "alice",
      callerContext: { awsSdkVersion: expect.any(String), clientId: "dashboard" },
      request: {
        userAttributes: {
          sub: "sub-1",
          "cognito:user_status": "CONFIRMED",
          email: "alice@example.com",
          email_verified: "false",
          name: "Alice Archer",
        },
        groupConfiguration: { groupsToOverride: ["engineering"], iamRolesToOverride: [], preferredRole: null },
        scopes: ["openid", "stint/use"],
      },
      response: { claimsAndScopeOverrideDetails: null },
    };
    expect(events).toEqual([event, { ...event, triggerSource: "TokenGeneration_RefreshTokens" }]);
  });

  test("adds, overrides and suppresses claims and scopes, of each token on its own", async () => {
    const preToken = answering({
      accessTokenGeneration: {
        claimsToAddOrOverride: { email: "a@example.com", verified: true, list: [1, { a: null }] },
        claimsToSuppress: ["version"],
        scopesToAdd: ["stint/more", "openid"],
        scopesToSuppress: ["stint/use"],
      },
      idTokenGeneration: { claimsToAddOrOverride: { name: "A.", gone: "x" }, claimsToSuppress: ["email", "gone"] },
    });
    const tokens = await (await startPool({ preToken })).signIn("alice");
    const [access, id] = [claimsOf(tokens.access_token), claimsOf(tokens.id_token)];
    expect(access).toMatchObject({
      email: "a@example.com",
      verified: true,
      list: [1, { a: null }],
      scope: "openid stint/more",
    });
    expect(access).not.toHaveProperty("version");
    expect(id).toMatchObject({ name: "A." });
    for (const claim of ["email", "gone", "verified"]) expect(id).not.toHaveProperty(claim);
    for (const claims of [access, id]) expect(claims["cognito:groups"]).toEqual(["engineering"]);
  });

  test("runs again at a refresh, with what the person is then", async () => {
    const { state, ...before } = await startPool();
    const { refresh_token } = await before.signIn("alice");
    await before.close();
    const after = await startPool({ state, people: [{ ...alice, groups: ["security"] }] });
    expect(claimsOf((await after.refresh(refresh_token)).access_token)["cognito:groups"]).toEqual(["security"]);
  });

  test.each([
    ["replaces the groups", { groupsToOverride: ["x] [platform-admins"] }, ["x] [platform-admins"]],
    ["takes them away with an empty list", { groupsToOverride: [] }, undefined],
    ["takes them away with an empty object", {}, undefined],
    ["takes them away with null", null, undefined],
  ])("%s, in both tokens", async (_, groupOverrideDetails, groups) => {
    const tokens = await (await startPool({ preToken: answering({ groupOverrideDetails }) })).signIn("alice");
    expect(claimsOf(tokens.access_token)["cognito:groups"]).toEqual(groups);
    expect(claimsOf(tokens.id_token)["cognito:groups"]).toEqual(groups);
  });

  test("that rejects lets no token out, at sign-in", async () => {
    const preToken = async () => {
      throw new Error("No groups for alice");
    };
    const pool = await startPool({ preToken });
    expect(await pool.signIn("alice")).toEqual({
      status: 400,
      error: "invalid_grant",
      error_description: "PreTokenGeneration failed with error No groups for alice.",
    });
  });

  test("that rejects lets no token out at a refresh, and leaves the refresh token alive", async () => {
    let works = true;
    const preToken = (event: unknown) => (works ? Promise.resolve(event) : Promise.reject("gone"));
    const pool = await startPool({ preToken });
    const { refresh_token } = await pool.signIn("alice");
    works = false;
    expect(await pool.refresh(refresh_token)).toEqual({
      status: 400,
      error: "invalid_grant",
      error_description: "PreTokenGeneration failed with error gone.",
    });
    works = true;
    expect((await pool.refresh(refresh_token)).status).toBe(200);
  });

  test.each([
    ["no event", async () => null, "the answer"],
    ["an event without response", async () => ({}), "response"],
    ["the response of version 1", async () => ({ response: { claimsOverrideDetails: {} } }), "claimsOverrideDetails"],
    ["a misspelt field", answering({ accessTokenGeneration: { ...token, claimsToAdd: {} } }), "claimsToAdd"],
    ["scopes for the ID token", answering({ idTokenGeneration: { ...token, scopesToAdd: [] } }), "scopesToAdd"],
    ["groups that are no list", answering({ groupOverrideDetails: { groupsToOverride: "all" } }), "groupsToOverride"],
  ])("that answers %s lets no token out", async (_, preToken, named) => {
    expect(await (await startPool({ preToken })).signIn("alice")).toEqual({
      status: 400,
      error: "invalid_grant",
      error_description: expect.stringMatching(new RegExp(`^Unrecognizable lambda output: .*${named}`)),
    });
  });

  test.each([
    "sub",
    "iss",
    "exp",
    "iat",
    "auth_time",
    "token_use",
    "client_id",
    "origin_jti",
    "jti",
    "username",
    "scope",
  ])("may not change or suppress %s", async (claim) => {
    for (const change of [{ claimsToAddOrOverride: { [claim]: "x" } }, { claimsToSuppress: [claim] }]) {
      const pool = await startPool({ preToken: answering({ accessTokenGeneration: change }) });
      const error_description = `PreTokenGeneration may not change "${claim}".`;
      expect(await pool.signIn("alice")).toEqual({ status: 400, error: "invalid_grant", error_description });
    }
  });

  test.each([
    ["cognito:groups", "a claim of Cognito's own"],
    ["cognito:username", "who the person is"],
    ["dev:custom", "a developer attribute"],
    ["aud", "another audience"],
  ])("may not add %s, %s", async (claim) => {
    const change = { claimsToAddOrOverride: { [claim]: "x" } };
    for (const which of ["accessTokenGeneration", "idTokenGeneration"]) {
      const answer = await (await startPool({ preToken: answering({ [which]: change }) })).signIn("alice");
      expect(answer).toMatchObject({ status: 400, error: "invalid_grant" });
    }
  });

  test("may give the access token its own client as audience", async () => {
    const change = { claimsToAddOrOverride: { aud: dashboard.id } };
    const tokens = await (await startPool({ preToken: answering({ accessTokenGeneration: change }) })).signIn("alice");
    expect(claimsOf(tokens.access_token).aud).toBe("dashboard");
  });

  test.each(["two scopes", "", "aws.cognito.signin.user.admin"])("may not add the scope %j", async (scope) => {
    const preToken = answering({ accessTokenGeneration: { scopesToAdd: [scope] } });
    const answer = await (await startPool({ preToken })).signIn("alice");
    expect(answer).toMatchObject({
      error: "invalid_grant",
      error_description: `PreTokenGeneration may not add "${scope}".`,
    });
  });
});
