import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stint, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

const hours = (n: number) => n * 3_600_000;
const days = (n: number) => n * hours(24);
/** So many milliseconds from now, as an ask takes it. */
const ahead = (milliseconds: number) => new Date(stint.clock.now() + milliseconds).toISOString();
const approve = (person: string, id: string) => stint.post(person, `/requests/${id}/approve`);
const phase = async (id: string) => (await stint.get("alice", `/requests/${id}`)).body.phase;
const closed = (id: string) =>
  stint.until(
    async () => (await stint.get("alice", `/requests/${id}`)).body,
    ({ history }) => history.at(-1).type === "closed",
  );
/** Who was told what about a request, in order, once there are so many mails. */
async function told(id: string, count: number): Promise<string[]> {
  const mails = await stint.until(
    () => stint.mails(id),
    ({ length }) => length >= count,
  );
  return mails.map(({ to, subject }) => `${to.map((address) => address.split("@")[0]).join(" ")}: ${subject}`);
}

describe("waiting for approvers", () => {
  test("reminds the approvers of the current stage, and nobody else, until each stage is through", async () => {
    const { id, askedAt } = await stint.ask("alice");
    const asks = "Alice Almeida asks for DatabaseAdmin in shop-prod";
    const expected = [`db-leads: ${asks}`];
    expect(await told(id, 1)).toEqual(expected);
    for (const reminder of [1, 2, 3]) {
      stint.moveTo(askedAt, reminder * 1800);
      expected.push(`db-leads: Reminder ${reminder}: ${asks}`);
      expect(await told(id, expected.length)).toEqual(expected);
    }
    const { body } = await approve("bob", id);
    expected.push(`security: ${asks}`);
    expect(await told(id, expected.length)).toEqual(expected);
    stint.moveTo(body.stages[0].decisions[0].at, 1800);
    expected.push(`security: Reminder 1: ${asks}`);
    expect(await told(id, expected.length)).toEqual(expected);

    expect((await approve("carol", id)).body.phase).toBe("active");
    expected.push("alice: DatabaseAdmin in shop-prod: open");
    expect(await told(id, expected.length)).toEqual(expected);
    await stint.post("alice", `/requests/${id}/end`);
    await closed(id);
    stint.clock.advance(hours(8));
    expect(await told(id, 0)).toEqual(expected);
  });

  test("reminds only those of a stage who have not decided yet", async () => {
    const { id, askedAt } = await stint.ask("alice", {
      role: "BreakGlass",
      account: "222233334444",
      asks: { incident: "INC-7", impact: "Nobody can pay" },
    });
    const asks = "Alice Almeida asks for BreakGlass in payments-prod";
    expect(await told(id, 1)).toEqual([`bob carol erin: ${asks}`]);
    expect((await approve("carol", id)).body.phase).toBe("pending");
    stint.moveTo(askedAt, 300);
    expect(await told(id, 2)).toEqual([`bob carol erin: ${asks}`, `bob erin: Reminder 1: ${asks}`]);
    expect((await approve("erin", id)).body.phase).toBe("active");
    expect((await told(id, 3)).at(-1)).toBe("alice: BreakGlass in payments-prod: open");
    await stint.post("alice", `/requests/${id}/end`);
    expect(stint.mails((await closed(id)).id)).toHaveLength(3);
  });

  test("lapses by the clock when nobody decides, and tells the requester", async () => {
    const { id, decideBy, askedAt } = await stint.ask("alice");
    expect(Date.parse(decideBy) - Date.parse(askedAt)).toBe(hours(8));
    await told(id, 1);
    stint.moveTo(decideBy, -5);
    expect(await phase(id)).toBe("pending");
    const reminded = (await told(id, 2)).length;
    stint.moveTo(decideBy);
    expect(await phase(id)).toBe("lapsed");
    expect(await approve("bob", id)).toMatchObject({ status: 409, body: { error: { code: "wrong_state" } } });
    const { history } = await closed(id);
    expect(history.map(({ type }: { type: string }) => type)).toEqual(["asked", "lapsed", "closed"]);
    expect(history[1]).toMatchObject({ actor: { id: "stint" } });
    expect((await told(id, 0)).slice(reminded)).toEqual([
      "alice: DatabaseAdmin in shop-prod: lapsed, since nobody decided in time",
    ]);
  });
});

describe("a start that was asked for", () => {
  test("schedules what is approved today for tomorrow", async () => {
    const startsAt = ahead(days(1));
    const { id, decideBy } = await stint.ask("alice", { startsAt });
    expect(Date.parse(decideBy)).toBeLessThan(Date.parse(startsAt));
    await approve("bob", id);
    const { body } = await approve("carol", id);
    const endsAt = new Date(Date.parse(startsAt) + hours(1)).toISOString();
    expect(body).toMatchObject({ phase: "scheduled", startsAt, endsAt });
    await stint.until(
      () => stint.mails(id).at(-1),
      (mail) => mail?.subject === "DatabaseAdmin in shop-prod: approved",
    );

    stint.moveTo(startsAt, -5);
    const early = await stint.post("alice", `/requests/${id}/credentials`);
    expect(early).toMatchObject({ status: 409, body: { error: { code: "wrong_state" } } });
    expect(early.body.error.message).toContain(startsAt);
    stint.moveTo(startsAt);
    expect(await phase(id)).toBe("active");
    expect((await stint.post("alice", `/requests/${id}/credentials`)).status).toBe(200);
    await stint.until(
      () => stint.mails(id).at(-1),
      (mail) => mail?.subject === "DatabaseAdmin in shop-prod: open",
    );
    expect(stint.mails(id).at(-1)?.to).toEqual(["alice@example.com"]);
    stint.moveTo(endsAt);
    expect((await closed(id)).status).toBe("expired");
  });

  test("never comes when the request is withdrawn before", async () => {
    const startsAt = ahead(days(1));
    const { id } = await stint.ask("alice", { startsAt });
    await approve("bob", id);
    await approve("carol", id);
    stint.moveTo(startsAt, -3600);
    expect((await stint.post("alice", `/requests/${id}/withdraw`)).body.phase).toBe("withdrawn");
    await closed(id);
    const mails = stint.mails(id).length;
    stint.moveTo(startsAt, 60);
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject({ status: 409 });
    expect(stint.mails(id)).toHaveLength(mails);
    expect(stint.trail().some(({ requestParameters }) => requestParameters?.roleSessionName?.startsWith(id))).toBe(
      false,
    );
  });

  test("does not move when the last approval comes after it", async () => {
    const startsAt = ahead(hours(1));
    const { id } = await stint.ask("alice", { startsAt, duration: "2h" });
    await approve("bob", id);
    stint.moveTo(startsAt, 1800);
    const endsAt = new Date(Date.parse(startsAt) + hours(2)).toISOString();
    expect((await approve("carol", id)).body).toMatchObject({ phase: "active", startsAt, endsAt });
    await stint.post("alice", `/requests/${id}/end`);
  });

  test("lies at most 90 days ahead, and comes even then", async () => {
    const refused = await stint.post("alice", "/requests", {
      ...{ account: "666677778888", role: "PowerUser", duration: "4h", justification: "Next quarter's trial" },
      startsAt: ahead(days(90) + 60_000),
    });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "not_allowed" } } });
    expect(refused.body.error.details.unmet).toMatchObject([{ rule: "sandbox", condition: "startsAt" }]);

    const startsAt = ahead(days(90) - 1000);
    const asked = { account: "666677778888", role: "PowerUser", duration: "4h", asks: {}, startsAt };
    const { id, phase: before } = await stint.ask("alice", asked);
    expect(before).toBe("scheduled");
    await told(id, 1);
    stint.moveTo(startsAt, -60);
    expect(await phase(id)).toBe("scheduled");
    stint.moveTo(startsAt);
    expect((await stint.post("alice", `/requests/${id}/credentials`)).status).toBe(200);
    await told(id, 2);
    stint.moveTo(startsAt, 4 * 3600);
    expect((await closed(id)).status).toBe("expired");
    expect(await told(id, 3)).toEqual([
      "alice: PowerUser in sandbox-blue: approved",
      "alice: PowerUser in sandbox-blue: open",
      "alice: PowerUser in sandbox-blue: over: its time has passed",
    ]);
  });
});
