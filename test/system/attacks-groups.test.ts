import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn } from "../../local/identity/sign-in.ts";
import { callWith, refusal, tokenWith } from "./attack.ts";
import { type Shown, type Stint, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

describe("groups are what the token lists, one by one", () => {
  const standing = async (groups: unknown): Promise<Shown> =>
    (await callWith(stint, await tokenWith(stint, "frank", { "cognito:groups": groups }), "/me")).body;

  test.each([
    [["x] [platform-admins"]],
    [["a b", "engineering platform-admins"]],
    [["[platform-admins]"]],
    [["platform-admins "]],
    [["Platform-Admins"]],
    [["platform-admins,security-audit"]],
    [["platform-admins\u0000"]],
    [[]],
  ])("%j makes no administrator", async (groups) => {
    const body = await standing(groups);
    expect(body).toMatchObject({ administrator: false, auditor: false, approver: false, groups });
    const token = await tokenWith(stint, "frank", { "cognito:groups": groups });
    expect(await callWith(stint, token, "/requests?view=all")).toMatchObject(refusal(403, "not_allowed"));
  });

  test.each(["platform-admins", "[platform-admins]", { 0: "platform-admins" }, [["platform-admins"]], [1], true])(
    "%j is no list of groups, and the token is refused",
    async (groups) => {
      const token = await tokenWith(stint, "frank", { "cognito:groups": groups });
      expect(await callWith(stint, token, "/me")).toMatchObject(refusal(401, "not_signed_in"));
    },
  );
});

describe("a person does not make themself an administrator", () => {
  test("with a token that may write their own attributes, though it has Stint's scope too", async () => {
    const token = await tokenWith(stint, "erin", { scope: "openid stint/use aws.cognito.signin.user.admin" });
    expect(await callWith(stint, token, "/me")).toMatchObject(refusal(401, "not_signed_in", /user\.admin is refused/));
  });

  test("by asking the sign-in for such a token", async () => {
    for (const scope of ["openid aws.cognito.signin.user.admin", "openid stint/use aws.cognito.signin.user.admin"])
      await expect(
        signIn({
          origin: stint.origin,
          person: "frank",
          clientId: "stint-cli",
          redirectUri: "http://localhost:8976/callback",
          scope,
        }),
      ).rejects.toThrow(/scope/);
  });

  test("by attributes that carry groups, which the trigger does not read", async () => {
    const userAttributes = {
      sub: "s",
      name: "F",
      "custom:groups": "platform-admins",
      "cognito:groups": "platform-admins",
    };
    const groupConfiguration = { groupsToOverride: ["engineering"] };
    const answer = (await stint.functions.invoke(stint.arnOf("pre-token"), {
      request: { userAttributes, groupConfiguration },
    })) as Shown;
    const details = answer.response.claimsAndScopeOverrideDetails;
    expect(details.groupOverrideDetails).toEqual({ groupsToOverride: ["engineering"] });
    expect(JSON.stringify(details.accessTokenGeneration)).not.toContain("platform-admins");
  });

  test("where the groups are not known: there is no token then", async () => {
    for (const groupConfiguration of [{}, { groupsToOverride: null }, { groupsToOverride: "platform-admins" }])
      await expect(
        stint.functions.invoke(stint.arnOf("pre-token"), {
          request: { userAttributes: { sub: "s" }, groupConfiguration },
        }),
      ).rejects.toThrow(/groups of this person are not known/);
  });
});

test("a sign-in that is too old does not decide, nor does one without a moment or from the future", async () => {
  const { id } = await stint.ask("alice");
  const now = Math.floor(stint.clock.now() / 1000);
  for (const auth_time of [now - 3600, undefined, "soon", now + 3600, now * 1000]) {
    const token = await tokenWith(stint, "bob", { auth_time });
    expect(await callWith(stint, token, `/requests/${id}/approve`, {})).toMatchObject(refusal(401, "sign_in_again"));
  }
});
