import { describe, expect, test } from "vitest";
import { hashOf } from "../../core/history.ts";
import { issue } from "../../core/moves.ts";
import { packedSize, packedTooMuch, sessionFor, sessionPolicy, sourceIdentity, tagKeys } from "../../core/session.ts";
import { alice, anApproved, hour, later, minute, noon, requestId } from "./builders.ts";

const email = { basis: "email", partition: "aws" } as const;
const taggedBy = (asks: Record<string, string>) =>
  anApproved({
    asks,
    rule: {
      ...anApproved().rule,
      asks: { ticket: { label: "Ticket", tag: true }, impact: { label: "Impact", tag: false } },
    },
  });
const identityOf = (name: string) => sourceIdentity({ id: "", username: name, email: "" }, "username");
const closed = (shown: string, name: string) => `${shown}=${hashOf(name).slice(0, 16)}`;

describe("what is asked of STS", () => {
  test("says whose session it is, for which request, rule and history", () => {
    const request = issue(taggedBy({ ticket: "INC-42", impact: "(much)" }), alice, "credentials", noon);
    const session = sessionFor(request, email, noon);
    const value = (key: string) => session.Tags.find(({ Key }) => Key === key)?.Value;
    expect(session).toMatchObject({
      RoleArn: "arn:aws:iam::111122223333:role/stint/Stint-DatabaseAdmin",
      RoleSessionName: `${requestId}-alice@example.com`,
      SourceIdentity: "alice@example.com",
    });
    expect(session.Tags).toHaveLength(5);
    expect(value("stint:request")).toBe(requestId);
    expect(value("stint:rule")).toBe("prod-database");
    expect(value("stint:requester")).toBe("alice@example.com");
    expect(value("stint:ticket")).toBe("INC-42");
    const head = value("stint:history") ?? "";
    expect(head.length).toBeGreaterThanOrEqual(32);
    expect(request.history.at(-1)?.hash.startsWith(head)).toBe(true);
  });

  test("makes every tag transitive, so that none is lost in the next role", () => {
    const { Tags, TransitiveTagKeys } = sessionFor(taggedBy({ ticket: "INC-42" }), email, noon);
    expect(TransitiveTagKeys).toEqual(Tags.map(({ Key }) => Key));
  });

  test("leaves out a tagged ask that was not given", () => {
    for (const asks of [{}, { ticket: "" }])
      expect(sessionFor(taggedBy(asks), email, noon).Tags.map(({ Key }) => Key)).toEqual([...tagKeys]);
  });

  test("cuts the session's name to 64 characters, and keeps the request's id whole", () => {
    const { requester } = anApproved();
    const long = anApproved({ requester: { ...requester, email: `${"a".repeat(50)}@example.com` } });
    const { RoleSessionName, SourceIdentity } = sessionFor(long, email, noon);
    expect(RoleSessionName).toBe(`${requestId}-${"a".repeat(43)}`);
    expect(SourceIdentity).toBe(`${"a".repeat(50)}@example.com`);
  });

  test("goes by the partition of the deployment", () => {
    expect(sessionFor(anApproved(), { ...email, partition: "aws-cn" }, noon).RoleArn).toMatch(/^arn:aws-cn:/);
  });
});

describe("the duration of a session", () => {
  const lasts = (now: Date, about: Parameters<typeof anApproved>[0] = {}) =>
    sessionFor(anApproved(about), email, now).DurationSeconds;
  const rule = (sessionDuration: number) => ({ rule: { ...anApproved().rule, sessionDuration } });

  test("is an hour at most, as role chaining allows no more", () => {
    expect(lasts(noon)).toBe(3600);
    expect(lasts(noon, rule(12 * hour))).toBe(3600);
  });

  test("is what the rule says, where that is less", () => {
    expect(lasts(noon, rule(30 * minute))).toBe(1800);
  });

  test("is what remains of the window, in whole seconds, where that is less", () => {
    expect(lasts(later(hour + 0.001))).toBe(3599);
    expect(lasts(later(2 * hour - 901))).toBe(901);
  });

  test("is STS's floor of 900 seconds where less remains, and the session policy ends it", () => {
    expect(lasts(later(2 * hour - 899))).toBe(900);
    expect(lasts(later(2 * hour - 1))).toBe(900);
    const { Policy } = sessionFor(anApproved(), email, later(2 * hour - 1));
    expect(JSON.parse(Policy).Statement[1].Condition.DateGreaterThanEquals["aws:CurrentTime"]).toBe(
      "2026-11-22T14:00:00Z",
    );
  });

  test("is none for clusters once it would outlive the window, which no session policy would end there", () => {
    const cluster = anApproved({ role: { name: "ClusterAdmin", kubernetes: true } });
    expect(sessionFor(cluster, email, later(2 * hour - 900)).DurationSeconds).toBe(900);
    // A moment can pass between recording that a session is about to be issued and asking STS for it.
    expect(() => sessionFor(cluster, email, later(2 * hour - 899.9))).toThrow();
  });
});

describe("sessionPolicy", () => {
  test("allows whatever the role allows, and denies everything in so many words from the end on", () => {
    expect(JSON.parse(sessionPolicy(new Date("2026-11-22T14:00:00.000Z")))).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "*", Resource: "*" },
        {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { DateGreaterThanEquals: { "aws:CurrentTime": "2026-11-22T14:00:00Z" } },
        },
      ],
    });
  });

  test("ends early rather than late by parts of a second", () => {
    expect(sessionPolicy(new Date("2026-11-22T14:00:00.999Z"))).toContain('"2026-11-22T14:00:00Z"');
  });
});

describe("the source identity", () => {
  const person = { id: "7c1e", username: "alice", email: "alice@example.com" };

  test("is made of what the deployment says", () => {
    expect(sourceIdentity(person, "email")).toBe("alice@example.com");
    expect(sourceIdentity(person, "username")).toBe("alice");
    expect(sourceIdentity(person, "sub")).toBe("7c1e");
  });

  test("is the value itself where STS takes it", () => {
    for (const name of ["al", "a+b=c@d.e-f_g", "a".repeat(64)]) expect(identityOf(name)).toBe(name);
  });

  test("is cleaned and closed with 64 bits of the hash where STS does not take the value", () => {
    expect(identityOf("Zoë Doe")).toBe(closed("Zo--Doe", "Zoë Doe"));
    expect(identityOf("okta:alice")).toBe(closed("okta-alice", "okta:alice"));
    expect(identityOf("a")).toBe(closed("a", "a"));
    expect(identityOf("a".repeat(65))).toBe(closed("a".repeat(47), "a".repeat(65)));
    expect(identityOf("a\n")).toBe(closed("a-", "a\n"));
  });

  test("is another for people whom cleaning and shortening would make one", () => {
    const names = ["zoë", "zoé", "zo-", "a".repeat(65), "a".repeat(66), `${"a".repeat(64)}b`];
    expect(new Set(names.map(identityOf)).size).toBe(names.length);
  });

  test("cannot be chosen to read as another person's: a literal that looks closed is closed as well", () => {
    const taken = identityOf("zoë");
    expect(identityOf(taken)).toBe(closed(taken, taken));
    expect(identityOf(identityOf(taken))).not.toBe(identityOf(taken));
    expect(identityOf("zoë=0123")).not.toBe(taken);
  });

  test("is one that STS takes as the value of a tag as well, which has no commas", () => {
    for (const name of ["doe,jane", "Doe, Jané"]) expect(identityOf(name)).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);
  });
});

describe("packedSize", () => {
  test("is more than what people have reported of STS", () => {
    const tags = Array.from({ length: 9 }, (_, i) => ({ Key: `${i}`, Value: "x".repeat(249) }));
    expect(packedSize("", tags)).toBeGreaterThan(498);
    expect(packedSize("x".repeat(1690), [])).toBeGreaterThan(157);
  });

  test("counts bytes, of keys and values alike, and whole percents", () => {
    expect(packedSize("", [])).toBe(0);
    expect(packedSize("x", [])).toBe(1);
    const size = packedSize("", [{ Key: "kk", Value: "v".repeat(10) }]);
    expect(packedSize("", [{ Key: "kkkkkk", Value: "漢漢" }])).toBe(size);
  });
});

describe("packedTooMuch", () => {
  test("is nothing for a rule whose every session fits", () => {
    expect(packedTooMuch("prod-database", [])).toBe(0);
    expect(packedTooMuch("prod-database", ["ticket"])).toBe(0);
  });

  test("grows with the name of the rule, and with each tagged ask and its name", () => {
    const asks = Array.from({ length: 8 }, (_, i) => `ask${i}`);
    const most = packedTooMuch("r", asks);
    expect(most).toBeGreaterThan(0);
    expect(packedTooMuch("r".repeat(64), asks)).toBeGreaterThan(most);
    expect(packedTooMuch("r", [...asks, "one"])).toBeGreaterThan(most);
    expect(
      packedTooMuch(
        "r",
        asks.map((name) => name.padEnd(32, "x")),
      ),
    ).toBeGreaterThan(most);
  });

  test("counts the largest session that a rule can lead to", () => {
    const asks = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`ask${i}`, "x".repeat(48)]));
    const rule = {
      ...anApproved().rule,
      asks: Object.fromEntries(Object.keys(asks).map((name) => [name, { label: name, tag: true }])),
    };
    const requester = { ...anApproved().requester, email: `${"漢".repeat(90)}@example.com` };
    const { Policy, Tags } = sessionFor(anApproved({ asks, rule, requester }), email, noon);
    expect(packedSize(Policy, Tags) - 100).toBeLessThanOrEqual(packedTooMuch(rule.id, Object.keys(asks)));
    expect(packedSize(Policy, Tags) - 100).toBeGreaterThan(packedTooMuch(rule.id, Object.keys(asks).slice(1)));
  });
});
