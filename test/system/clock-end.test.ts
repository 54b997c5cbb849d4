import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

const credentials = (id: string) => stint.post("alice", `/requests/${id}/credentials`);
const refusedAs = (code: string) => ({ body: { error: { code } } });
const closed = (id: string) =>
  stint.until(
    async () => (await stint.get("alice", `/requests/${id}`)).body,
    ({ history }) => history.at(-1).type === "closed",
  );
const subjects = (id: string) => stint.mails(id).map(({ subject }) => subject);
/** What STS was asked for under a request, in order. */
const durations = (id: string) =>
  stint
    .trail()
    .map(({ requestParameters }) => requestParameters)
    .filter((asked) => asked?.roleSessionName?.startsWith(id))
    .map((asked) => asked?.durationSeconds);

/** Alice's request for a role, granted by these people. */
async function granted(ask: object, ...approvers: string[]): Promise<Shown> {
  const { id } = await stint.ask("alice", ask);
  for (const approver of approvers) await stint.post(approver, `/requests/${id}/approve`);
  return (await stint.get("alice", `/requests/${id}`)).body;
}

/** STS as whoever has these credentials. */
function sts(lent: Shown) {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = lent;
  const client = new STSClient({
    region: "eu-west-1",
    endpoint: `${stint.origin}/sts`,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
  const RoleArn = "arn:aws:iam::111122223333:role/stint/Stint-DatabaseAdmin";
  return {
    whoAmI: () => client.send(new GetCallerIdentityCommand({})),
    /** A call that the session policy is asked about first; then the role refuses it, whoever makes it. */
    reach: () => client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "next" })),
  };
}

describe("the end of the window", () => {
  test("comes nearer with each session, which lasts as long as is left and at least 15 minutes", async () => {
    const { id, startsAt, endsAt } = await granted({}, "bob", "carol");
    expect((await credentials(id)).body).toMatchObject({ endsAt, sessionsLeft: 499 });
    stint.moveTo(startsAt, 1800);
    await credentials(id);
    stint.moveTo(startsAt, 3000);
    await credentials(id);
    const [whole, half, least] = durations(id).map(Number);
    expect(whole).toBeGreaterThan(3590);
    expect(whole).toBeLessThanOrEqual(3600);
    expect(half).toBeGreaterThan(1790);
    expect(half).toBeLessThanOrEqual(1800);
    expect(least).toBe(900);
  });

  test("holds sessions to what the rule allows", async () => {
    const { id } = await granted(
      { role: "BreakGlass", asks: { incident: "INC-9", impact: "Nobody can pay" } },
      "bob",
      "erin",
    );
    await credentials(id);
    expect(durations(id)).toEqual([1800]);
    await stint.post("alice", `/requests/${id}/end`);
  });

  test("ends sessions that STS let live on, and credentials from then on", async () => {
    const { id, endsAt } = await granted({}, "bob", "carol");
    stint.moveTo(endsAt, -5);
    const { status, body: lent } = await credentials(id);
    expect(status).toBe(200);
    expect(Date.parse(lent.Expiration)).toBeGreaterThan(Date.parse(endsAt));
    await expect(sts(lent).reach()).rejects.toThrow("may not assume it");

    stint.moveTo(endsAt);
    expect(await credentials(id)).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
    expect(await stint.post("alice", `/requests/${id}/console`)).toMatchObject({ status: 409 });
    await expect(sts(lent).reach()).rejects.toThrow("with an explicit deny in a session policy");
    // AWS denies this call to nobody, as long as the credentials live.
    await sts(lent).whoAmI();
    stint.moveTo(lent.Expiration);
    await expect(sts(lent).whoAmI()).rejects.toThrow(expect.objectContaining({ name: "ExpiredToken" }));

    const { history, status: recorded } = await closed(id);
    expect(recorded).toBe("expired");
    expect(history.map(({ type }: { type: string }) => type).slice(3)).toEqual([
      "issuing",
      "issued",
      "expired",
      "closed",
    ]);
    expect(subjects(id).at(-1)).toBe("DatabaseAdmin in shop-prod: over: its time has passed");
  });

  test("is kept where the workflow records it late", async () => {
    const { id, endsAt } = await granted({ ...sandboxAsk, asks: {}, duration: "20m" });
    stint.moveTo(endsAt);
    const [refused, { body }] = await Promise.all([credentials(id), stint.get("alice", `/requests/${id}`)]);
    expect(refused).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
    expect(body).toMatchObject({ phase: "expired", may: [] });
  });

  test("leaves no Kubernetes session that would outlive it", async () => {
    const ask = { role: "ClusterAdmin", asks: { change: "CHG-1" }, duration: "20m" };
    const { id, endsAt } = await granted(ask, "erin");
    stint.moveTo(endsAt, -905);
    expect((await credentials(id)).status).toBe(200);
    stint.moveTo(endsAt, -895);
    const refused = await credentials(id);
    expect(refused).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
    expect(refused.body.error.message).toContain("Kubernetes");
    expect(durations(id)).toHaveLength(1);
    const short = await stint.post("alice", "/requests/preview", {
      ...{ account: "111122223333", role: "ClusterAdmin", duration: "10m", justification: "Look at the pods" },
      asks: { change: "CHG-1" },
    });
    expect(short.body).toMatchObject({ allowed: false });
    expect(short.body.unmet).toContainEqual(expect.objectContaining({ rule: "clusters", condition: "duration" }));
  });
});

describe("ending it before", () => {
  test("is up to the requester, who is not told what they did themselves", async () => {
    const { id } = await granted({}, "bob", "carol");
    expect(await stint.post("bob", `/requests/${id}/end`)).toMatchObject({ status: 403, ...refusedAs("not_allowed") });
    expect((await stint.post("alice", `/requests/${id}/end`, { comment: "Done" })).body.phase).toBe("ended");
    expect(await credentials(id)).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
    const { history } = await closed(id);
    expect(history.find(({ type }: { type: string }) => type === "ended")).toMatchObject({ comment: "Done" });
    expect(subjects(id).filter((subject) => subject.includes("ended"))).toEqual([]);
    expect(await stint.post("alice", `/requests/${id}/end`)).toMatchObject({ status: 409 });
  });

  test.each([
    ["an approver", "bob"],
    ["an administrator", "erin"],
  ])("is up to %s, whose words reach the requester", async (_who, person) => {
    const { id } = await granted({}, "bob", "carol");
    const comment = "The incident is over";
    expect((await stint.post(person, `/requests/${id}/revoke`, { comment })).body.phase).toBe("revoked");
    expect(await credentials(id)).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
    await closed(id);
    const [mail] = stint.mails(id).filter(({ subject }) => subject === "DatabaseAdmin in shop-prod: revoked");
    expect(mail?.to).toEqual(["alice@example.com"]);
    expect(mail?.text).toContain(`> ${comment}`);
  });

  test("is up to nobody else, not even an auditor who sees it", async () => {
    const { id } = await granted({}, "bob", "carol");
    expect(await stint.post("dan", `/requests/${id}/revoke`)).toMatchObject({
      status: 403,
      ...refusedAs("not_allowed"),
    });
    expect(await stint.post("frank", `/requests/${id}/revoke`)).toMatchObject({ status: 404 });
    expect((await credentials(id)).status).toBe(200);
  });

  test("takes back what has not begun, too", async () => {
    const startsAt = new Date(stint.clock.now() + 86_400_000).toISOString();
    const { id, phase } = await granted({ startsAt }, "bob", "carol");
    expect(phase).toBe("scheduled");
    expect((await stint.post("carol", `/requests/${id}/revoke`)).body.phase).toBe("revoked");
    await closed(id);
    stint.moveTo(startsAt, 60);
    expect(await credentials(id)).toMatchObject({ status: 409, ...refusedAs("wrong_state") });
  });
});
