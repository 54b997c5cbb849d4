import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { synthesize } from "../../local/synth.ts";
import { withEveryOption } from "../lib/deployments.ts";
import { aPerson, claimsOf, peopleWith } from "./attack.ts";
import { type Stint, startStint } from "./stint.ts";

describe.each(["oidc", "saml"] as const)("with every option, and people whom a provider signs in (%s)", (type) => {
  let stint: Stint;
  beforeAll(async () => {
    const config = withEveryOption(type);
    const people = peopleWith(
      aPerson("nobody", []),
      aPerson("hostile", ["x] [platform-admins", "a, platform-admins"]),
      aPerson(
        "everywhere",
        Array.from({ length: 400 }, (_, i) => `group-${i}`),
      ),
    );
    stint = await startStint({ config, assembly: await synthesize(config), people });
  });
  afterAll(() => stint.close());

  test("the main job goes on: groups, e-mail and time of authentication are the provider's", async () => {
    const claims = claimsOf(await stint.token("frank"));
    expect(claims).toMatchObject({
      "cognito:groups": ["engineering", "contractors"],
      "stint:email": "frank@example.com",
      "stint:subject": `${type === "oidc" ? "Okta" : "Entra"}:frank`,
      "stint:auth_time": String(claims.auth_time),
    });
    const asked = await stint.ask("alice");
    await stint.until(
      () => stint.mails(asked.id),
      (mails) => mails.some(({ text }) => text?.includes(`${stint.origin}/requests/${asked.id}`)),
    );
    expect((await stint.post("bob", `/requests/${asked.id}/approve`, {})).status).toBe(200);
    expect((await stint.post("carol", `/requests/${asked.id}/approve`, {})).body.phase).toBe("active");
    expect((await stint.post("alice", `/requests/${asked.id}/credentials`)).status).toBe(200);
  });

  test("somebody in no group has a token with none", async () => {
    expect((await stint.get("nobody", "/me")).body.groups).toEqual([]);
  });

  test("a list that may have been cut off gives no token", async () => {
    await expect(stint.token("everywhere")).rejects.toThrow("may have cut them off");
  });

  test("no group's name becomes two groups", async () => {
    if (type === "saml") return expect(stint.token("hostile")).rejects.toThrow("other characters");
    const { body } = await stint.get("hostile", "/me");
    expect(body).toMatchObject({ groups: ["x] [platform-admins", "a, platform-admins"], administrator: false });
  });
});
