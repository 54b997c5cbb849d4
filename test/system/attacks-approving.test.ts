import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPerson, breakGlassAsk, callWith, minute, peopleWith, refusal, send, tokenWith } from "./attack.ts";
import { type Shown, type Stint, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({
    dashboard: true,
    people: peopleWith(
      aPerson("ines", ["engineering", "db-leads", "security"]),
      aPerson("nora", ["engineering", "db-leads", "security", "platform-admins", "security-audit"]),
      // One human with two users: the same verified e-mail address, written in another way.
      aPerson("ines-admin", ["db-leads", "security"], { email: "INES@Example.com" }),
      aPerson("ines-wide", ["db-leads"], { email: "ｉｎｅｓ@example.com" }),
      aPerson("bob-admin", [], { email: "Bob@EXAMPLE.com" }),
      aPerson("uma", ["db-leads", "platform-admins"], { emailVerified: false }),
      aPerson("stan", []),
    ),
  });
});
afterAll(() => stint.close());

const verdicts = ["approve", "reject"];

/** Nothing has happened to the request since, but that the workflow may have closed it. */
async function expectUntouched({ id, status, history }: Shown): Promise<void> {
  const { body } = await stint.get("dan", `/requests/${id}`);
  const since = body.history.slice(history.length);
  expect(body).toMatchObject({ status, history: [...history, ...since] });
  expect(since.filter(({ type }: Shown) => type !== "closed")).toEqual([]);
}

describe("nobody approves their own request", () => {
  test("not as a member of the groups that approve it", async () => {
    const asked = await stint.ask("ines");
    expect(asked.may).toEqual(["withdraw"]);
    for (const verdict of verdicts)
      expect(await stint.post("ines", `/requests/${asked.id}/${verdict}`)).toMatchObject(refusal(403, "self_approval"));
    await expectUntouched(asked);
  });

  test("not as approver, administrator and auditor in one", async () => {
    const asked = await stint.ask("nora");
    expect(await stint.post("nora", `/requests/${asked.id}/approve`)).toMatchObject(refusal(403, "self_approval"));
    await expectUntouched(asked);
  });

  test("not after somebody else decided last", async () => {
    const asked = await stint.ask("ines");
    const { body: after } = await stint.post("bob", `/requests/${asked.id}/approve`);
    expect(await stint.post("ines", `/requests/${asked.id}/approve`)).toMatchObject(refusal(403, "self_approval"));
    await expectUntouched(after);
  });

  test.each(["ines-admin", "ines-wide"])("not as %s, another user with the same e-mail address", async (other) => {
    const asked = await stint.ask("ines");
    for (const verdict of verdicts)
      expect(await stint.post(other, `/requests/${asked.id}/${verdict}`)).toMatchObject(refusal(403, "self_approval"));
    expect((await stint.get(other, "/requests?view=to-approve")).body.items).not.toContainEqual(
      expect.objectContaining({ id: asked.id }),
    );
    await expectUntouched(asked);
  });

  test("not as another user of the same subject at the identity provider", async () => {
    const identities = JSON.stringify([{ providerName: "Okta", userId: "00u1" }]);
    const claimsOf = async (name: string) => {
      const userAttributes = { sub: "any", email: `${name}@example.com`, email_verified: "true", name, identities };
      const request = { userAttributes, groupConfiguration: { groupsToOverride: ["engineering", "db-leads"] } };
      const answer = (await stint.functions.invoke(stint.arnOf("pre-token"), { request })) as Shown;
      return answer.response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride;
    };
    const first = await tokenWith(stint, "alice", await claimsOf("alice"));
    const second = await tokenWith(stint, "bob", await claimsOf("bob"));
    const { body: asked } = await callWith(stint, first, "/requests", {
      ...breakGlassAsk,
      justification: "Let me approve this myself",
    });
    expect(asked.phase).toBe("pending");
    expect(await callWith(stint, second, `/requests/${asked.id}/approve`, {})).toMatchObject(
      refusal(403, "self_approval"),
    );
  });
});

describe("nobody decides twice", () => {
  test("not by pressing again", async () => {
    const asked = await stint.ask("alice", breakGlassAsk);
    const { body: after } = await stint.post("bob", `/requests/${asked.id}/approve`);
    for (const verdict of verdicts)
      expect(await stint.post("bob", `/requests/${asked.id}/${verdict}`)).toMatchObject(
        refusal(409, "wrong_state", /You have decided/),
      );
    await expectUntouched(after);
  });

  test("not as another user with the same e-mail address, to fill the quorum alone", async () => {
    const asked = await stint.ask("alice", breakGlassAsk);
    const { body: after } = await stint.post("bob", `/requests/${asked.id}/approve`);
    expect(await stint.post("bob-admin", `/requests/${asked.id}/approve`)).toMatchObject(
      refusal(409, "wrong_state", /You have decided/),
    );
    await expectUntouched(after);
  });

  test("not for both stages of a request", async () => {
    const asked = await stint.ask("alice");
    await stint.post("nora", `/requests/${asked.id}/approve`);
    expect(await stint.post("nora", `/requests/${asked.id}/approve`)).toMatchObject(refusal(409, "wrong_state"));
    expect((await stint.get("alice", `/requests/${asked.id}`)).body.phase).toBe("pending");
  });
});

describe("who is not asked does not decide, or discard", () => {
  test.each([
    ["frank", 404, "not_found"], // another engineer
    ["stan", 404, "not_found"],
    ["dan", 403, "not_allowed"], // an auditor
    ["erin", 403, "not_allowed"], // an administrator
    ["carol", 403, "not_allowed"], // whose turn comes later
    ["uma", 403, "not_allowed"], // in the group, but nobody vouches for her e-mail address
    ["alice", 403, "self_approval"],
  ])("%s", async (person, status, code) => {
    const asked = await stint.ask("alice");
    for (const verdict of verdicts)
      expect(await stint.post(person, `/requests/${asked.id}/${verdict}`)).toMatchObject(refusal(status, code));
    await expectUntouched(asked);
    await stint.post("alice", `/requests/${asked.id}/withdraw`);
  });

  test.each([
    ["a name that begins like the group's", ["db-lead", "db-leadsx", "xdb-leads", "DB-LEADS"]],
    ["all groups in one name", ["db-leads security", "[db-leads security]", "db-leads,security"]],
  ])("somebody in %s", async (_, groups) => {
    const asked = await stint.ask("alice");
    const token = await tokenWith(stint, "stan", { "cognito:groups": groups });
    expect(await callWith(stint, token, `/requests/${asked.id}/approve`, {})).toMatchObject(refusal(404, "not_found"));
    await stint.post("alice", `/requests/${asked.id}/withdraw`);
  });
});

test.each([
  { duration: "8h" },
  { account: "222233334444" },
  { role: "BreakGlass" },
  { stage: 1 },
  { stages: [] },
  { verdict: "approved" },
  { by: { id: "carol" } },
  { startsAt: "2026-01-01T00:00:00Z" },
  { id: "another" },
])("an approval that brings its own %o is refused whole", async (smuggled) => {
  const asked = await stint.ask("frank", { account: "444455556666", role: "ReadOnly", asks: {} });
  expect(await stint.post("bob", `/requests/${asked.id}/approve`, { comment: "yes", ...smuggled })).toMatchObject(
    refusal(400, "invalid_input", new RegExp(`Unrecognized key: "${Object.keys(smuggled)[0]}"`)),
  );
  const query = new URLSearchParams(
    Object.entries(smuggled).map(([key, value]): [string, string] => [key, String(value)]),
  );
  expect(await stint.post("bob", `/requests/${asked.id}/approve?${query}`, {})).toMatchObject(
    refusal(400, "invalid_input", /takes no query/),
  );
  await expectUntouched(asked);
});

describe("what is decided stays decided", () => {
  const decided = async (...moves: (readonly [string, string])[]) => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    for (const [who, move] of moves) await stint.post(who, `/requests/${id}/${move}`);
    return (await stint.get("dan", `/requests/${id}`)).body;
  };

  test.each([
    ["rejected", /rejected by Bob Brandt at/, [["bob", "reject"]] as const],
    ["withdrawn", /withdrawn by Alice Almeida at/, [["alice", "withdraw"]] as const],
  ])("a request that is %s is not flipped to approved", async (phase, message, moves) => {
    const before = await decided(...moves);
    expect(before.phase).toBe(phase);
    for (const who of ["bob", "carol", "erin"])
      for (const verdict of verdicts)
        expect(await stint.post(who, `/requests/${before.id}/${verdict}`)).toMatchObject(
          refusal(409, "wrong_state", message),
        );
    for (const use of ["credentials", "console"])
      expect(await stint.post("alice", `/requests/${before.id}/${use}`)).toMatchObject(refusal(409, "wrong_state"));
    await expectUntouched(before);
  });

  test("an approval that is replayed does not begin the window anew", async () => {
    const before = await decided(["bob", "approve"], ["erin", "approve"]);
    stint.clock.advance(minute);
    for (const who of ["bob", "carol", "erin"])
      expect(await stint.post(who, `/requests/${before.id}/approve`)).toMatchObject(
        refusal(409, "wrong_state", /approved by Erin Eze at .* and holds until/),
      );
    const { body: after } = await stint.get("dan", `/requests/${before.id}`);
    expect(after).toMatchObject({ startsAt: before.startsAt, endsAt: before.endsAt });
  });
});

test("a mail scanner that opens the link, runs its page and posts to it decides nothing", async () => {
  const asked = await stint.ask("alice", breakGlassAsk);
  const mails = await stint.until(stint.inbox, (all) => all.some(({ text }) => text?.includes(asked.id)));
  const link =
    mails
      .findLast(({ text }) => text?.includes(asked.id))
      ?.text?.split("\n")
      .at(-1) ?? "";
  expect(link).toBe(`${stint.origin}/requests/${asked.id}`);
  const page = await fetch(link);
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*form-action 'none'/);
  // The same for everybody: what it does further, it asks the API as whoever is signed in.
  expect(html).toBe(await (await fetch(stint.origin)).text());
  expect(html).not.toMatch(/<form|<button|<input|<iframe|http-equiv/i);
  expect((await fetch(link, { method: "POST", body: new URLSearchParams({ verdict: "approve" }) })).status).toBe(403);
  for (const verdict of verdicts) {
    const form = { method: "POST", body: new URLSearchParams({ comment: "" }) };
    expect((await fetch(`${stint.origin}/api/requests/${asked.id}/${verdict}`, form)).status).toBe(401);
    expect((await send(stint, { path: `/api/requests/${asked.id}/${verdict}` })).status).toBe(404);
    const place = await send(stint, { path: `/requests/${asked.id}/${verdict}` });
    expect([place.status, place.text]).toEqual([200, html]);
  }
  await expectUntouched(asked);
});
