import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimsFor } from "../../lambda/pre-token/claims.ts";
import { groupsFrom } from "../../lambda/pre-token/groups.ts";
import { checkInbound } from "../../lambda/pre-token/inbound.ts";
import { type Provider, providerFrom } from "../../lambda/pre-token/provider.ts";

const now = new Date("2026-11-22T10:00:00Z");
const okta: Provider = { name: "Okta", type: "oidc", groupsClaim: "groups", emailsAreVerified: false };
const entra: Provider = { name: "Entra", type: "saml", groupsClaim: "groups", emailsAreVerified: true };

/** What Cognito knows of Alice, who came from a provider. */
function attributes(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const all = {
    sub: "s-1",
    email: "alice@example.com",
    email_verified: "true",
    name: "Alice Almeida",
    identities: JSON.stringify([{ providerName: "Okta", providerType: "OIDC", userId: "00u1" }]),
    "custom:groups": '["engineering"]',
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The claims for somebody with these attributes; Cognito's own groups are those that somebody put them into there. */
function claims(
  userAttributes: Record<string, string>,
  provider?: Provider,
  own: string[] | undefined = ["platform-admins"],
) {
  const request = { userAttributes, groupConfiguration: own && { groupsToOverride: own } };
  const details = claimsFor(request as Parameters<typeof claimsFor>[0], provider, now);
  return {
    groups: details?.groupOverrideDetails?.groupsToOverride,
    ...details?.accessTokenGeneration?.claimsToAddOrOverride,
  } as { groups?: string[]; "stint:name"?: string; "stint:auth_time"?: string };
}

describe("somebody who signs in at the pool itself", () => {
  const own = attributes({ identities: undefined, "custom:groups": undefined });

  test("has the groups that the pool has them in, name and verified e-mail", () => {
    expect(claims(own, undefined, ["engineering"])).toEqual({
      groups: ["engineering"],
      "stint:name": "Alice Almeida",
      "stint:email": "alice@example.com",
    });
  });

  test("has no e-mail that was not verified, and is named by it all the same", () => {
    const unverified = claims({ ...own, email_verified: "false", name: "" });
    expect(unverified).not.toHaveProperty("stint:email");
    expect(unverified["stint:name"]).toBe("alice@example.com");
  });

  test("gets no token where their groups are not known", () => {
    expect(() => claimsFor({ userAttributes: own } as never, undefined, now)).toThrow("groups of this person");
  });

  test("gains nothing by attributes that a provider would have filled", () => {
    const forged = claims({ ...own, "custom:groups": '["platform-admins"]', "custom:auth_time": "1" }, undefined, []);
    expect(forged.groups).toEqual([]);
    expect(forged).not.toHaveProperty("stint:auth_time");
  });

  test("gets no token where a provider alone signs people in", () => {
    expect(() => claims(attributes({ identities: undefined }), okta)).toThrow("does not come from Okta");
    const other = JSON.stringify([{ providerName: "Elsewhere", userId: "1" }]);
    expect(() => claims(attributes({ identities: other }), okta)).toThrow("does not come from Okta");
  });
});

describe("somebody whom a provider signs in", () => {
  test("has the provider's groups, and none that Cognito has them in", () => {
    expect(claims(attributes(), okta)).toEqual({
      groups: ["engineering"],
      "stint:name": "Alice Almeida",
      "stint:email": "alice@example.com",
      "stint:subject": "Okta:00u1",
    });
  });

  test("has a verified e-mail where the provider says so, or where it sends no other", () => {
    const silent = attributes({ email_verified: undefined });
    expect(claims(silent, okta)).not.toHaveProperty("stint:email");
    const fromEntra = attributes({
      email_verified: undefined,
      identities: JSON.stringify([{ providerName: "Entra", userId: "1" }]),
      "custom:groups": "engineering",
    });
    expect(claims(fromEntra, entra)).toMatchObject({ "stint:email": "alice@example.com", groups: ["engineering"] });
  });

  test.each([
    ["1763805600", "1763805600"],
    ["2025-11-22T10:00:00Z", "1763805600"],
    ["2025-11-22T10:00:00.900+00:00", "1763805600"],
  ])("last authenticated at %s", (written, seconds) => {
    expect(claims(attributes({ "custom:auth_time": written }), okta)["stint:auth_time"]).toBe(seconds);
  });

  test("has no time of authentication where the provider sends none", () => {
    for (const none of [undefined, ""])
      expect(claims(attributes({ "custom:auth_time": none }), okta)).not.toHaveProperty("stint:auth_time");
  });

  test.each(["1763805600000", "yesterday", "-1x", "2099-01-01T00:00:00Z", "Infinity", "0x10", "NaN"])(
    "gets no token when the time of authentication is %s",
    (written) => {
      expect(() => claims(attributes({ "custom:auth_time": written }), okta)).toThrow("no time in the past");
    },
  );
});

describe("a complete list of groups", () => {
  test.each([
    ['["engineering"]', ["engineering"]],
    ['["a b","x] [platform-admins","c, d"]', ["a b", "x] [platform-admins", "c, d"]],
    ["[]", []],
    ["[engineering, db-leads]", ["engineering", "db-leads"]],
  ])("of OIDC is %s", (written, groups) => {
    expect(groupsFrom(written, "oidc")).toEqual(groups);
  });

  test.each([
    ["[engineering, db-leads]", ["engineering", "db-leads"]],
    ["[a,b]", ["a", "b"]],
    ["engineering", ["engineering"]],
    ["[engineering]", ["engineering"]],
    ["[]", []],
  ])("of SAML is %s", (written, groups) => {
    expect(groupsFrom(written, "saml")).toEqual(groups);
  });

  test.each([undefined, ""])("is missing: %j", (written) => {
    for (const type of ["oidc", "saml"] as const) expect(() => groupsFrom(written, type)).toThrow("has sent no groups");
  });

  test.each([
    "engineering",
    '"engineering"',
    '{"groups":["a"]}',
    "[1, 2]",
    '["a", 1]',
    '["a", ["platform-admins"]]',
    '[""]',
    "null",
    "true",
    '["a"',
    '["a"] ["b"]',
    "[a, b",
    "[a,, b]",
    "[a, x] [platform-admins]",
    "[a, b%2Cc]",
    "[a b]",
  ])("of OIDC is not %s", (written) => {
    expect(() => groupsFrom(written, "oidc")).toThrow();
  });

  test.each([
    '["platform-admins"]',
    "a, platform-admins",
    "x] [platform-admins",
    "[x] [platform-admins]",
    "[a, ]",
    "[ a]",
    "[a,  b]",
    "platform%2Dadmins",
    "platform+admins",
    "[a\n, b]",
    "ａdmins",
  ])("of SAML is not %s", (written) => {
    expect(() => groupsFrom(written, "saml")).toThrow();
  });

  test("is not one that Cognito may have cut off", () => {
    const long = JSON.stringify(["a".repeat(2048 - 4)]);
    expect(long).toHaveLength(2048);
    expect(() => groupsFrom(long, "oidc")).toThrow("may have cut them off");
    expect(groupsFrom(JSON.stringify(["a".repeat(2047 - 4)]), "oidc")).toHaveLength(1);
    const names = Array.from({ length: 400 }, (_, i) => `group-${i}`);
    expect(() => groupsFrom(`[${names.join(", ")}]`.slice(0, 2048), "saml")).toThrow("may have cut them off");
  });

  test("of OIDC is exactly what the provider wrote, whatever the names", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (groups) => {
        const written = JSON.stringify(groups);
        fc.pre(written.length < 2048);
        expect(groupsFrom(written, "oidc")).toEqual(groups);
      }),
    );
  });

  test("never has a group that the text does not name whole", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("oidc" as const, "saml" as const), (written, type) => {
        let groups: readonly string[] = [];
        try {
          groups = groupsFrom(written, type);
        } catch {
          return;
        }
        const named: unknown = type === "oidc" && written.startsWith('["') ? JSON.parse(written) : undefined;
        expect(groups).toEqual(named ?? groups.filter((group) => /^[\w.-]+$/.test(group)));
      }),
    );
  });
});

describe("the claims as they come from the provider", () => {
  const inbound = (attributes: object) =>
    checkInbound({ providerName: "Okta", providerType: "OIDC", attributes }, okta);

  test.each([
    ["the ID token", { idToken: { sub: "1", groups: "[]" } }],
    ["userinfo", { idToken: { sub: "1" }, userInfo: { groups: '["a"]' } }],
    ["the assertion", { samlResponse: { groups: "a" } }],
  ])("pass as they are where %s has the groups", (_, attributes) => {
    expect(inbound(attributes)).toEqual({ userAttributesToMap: {} });
  });

  test.each([
    ["no claims at all", {}],
    ["claims without it", { idToken: { sub: "1", _claim_names: '{"groups":"src1"}' }, userInfo: { sub: "1" } }],
    ["an empty one", { idToken: { groups: "" } }],
  ])("are refused with %s, so that groups of an earlier sign-in cannot stay", (_, attributes) => {
    expect(() => inbound(attributes)).toThrow("has sent no groups");
  });

  test("are refused where no provider signs people in", () => {
    expect(() => checkInbound({ providerName: "X", providerType: "OIDC", attributes: {} }, undefined)).toThrow(
      "at the user pool itself",
    );
  });
});

describe("the environment", () => {
  test("names a provider whole, or not at all", () => {
    expect(providerFrom({})).toBeUndefined();
    expect(providerFrom({ PROVIDER: "Okta", PROVIDER_TYPE: "oidc", GROUPS_CLAIM: "groups" })).toEqual(okta);
    for (const half of [{ PROVIDER: "Okta" }, { PROVIDER_TYPE: "oidc" as const }, { GROUPS_CLAIM: "groups" }])
      expect(() => providerFrom(half)).toThrow("go together");
  });
});
