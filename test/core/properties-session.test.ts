import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../../core/ask.ts";
import { formatDuration, parseDuration } from "../../core/duration.ts";
import { normalEmail } from "../../core/person.ts";
import { type IdentityBasis, packedSize, sessionFor, sourceIdentity } from "../../core/session.ts";
import { seeded } from "./arbitraries.ts";
import { alice, anApproved, anAsk, aRule, hour, minute, noon, someRules } from "./builders.ts";
import { life, play } from "./lives.ts";

/** STS's own, from the service model and the API reference. */
const sts = {
  name: /^[\w+=,.@-]{2,64}$/,
  tagKey: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
  tagValue: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
};

const bases = fc.constantFrom<IdentityBasis>("email", "username", "sub");
/** Anything that an identity provider may call somebody: any text, and what comes near to being a name for STS. */
const called = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom("a", "B", "0", "=", ",", ".", "@", "-", "_", "+", ":", " ", "é", "漢"),
    minLength: 1,
    maxLength: 80,
  }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom("a", "-"), maxLength: 48 }),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 16, maxLength: 16 }),
    )
    .map((parts) => parts.join("=")),
);
const identity = (name: string) => sourceIdentity({ id: name, username: name, email: name }, "username");

describe("a session, for any person and request", () => {
  test("is called by names and carries tags that STS takes", () => {
    fc.assert(
      fc.property(
        called,
        bases,
        fc.dictionary(fc.constantFrom("ticket", "change"), fc.string({ unit: "grapheme", maxLength: 20 })),
        (name, basis, asks) => {
          const field = { label: "Label", required: false, tag: true };
          const rule = aRule({ asks: { ticket: field, change: field } });
          fc.pre(analyse(someRules([rule]), alice, anAsk({ asks }), noon).allowed);
          const requester = { ...anApproved().requester, username: name, email: name };
          const request = anApproved({ requester, asks, rule: { ...anApproved().rule, asks: rule.asks } });
          const session = sessionFor(
            { ...request, requester: { ...requester, id: name } },
            { basis, partition: "aws" },
            noon,
          );
          expect(session.RoleSessionName).toMatch(sts.name);
          expect(session.RoleSessionName.startsWith(request.id)).toBe(true);
          expect(session.SourceIdentity).toMatch(sts.name);
          expect(session.SourceIdentity).not.toMatch(/^aws:/);
          for (const { Key, Value } of session.Tags) {
            expect(Key).toMatch(sts.tagKey);
            expect(Value).toMatch(sts.tagValue);
          }
          expect(new Set(session.Tags.map(({ Key }) => Key.toLowerCase())).size).toBe(session.Tags.length);
          expect(session.TransitiveTagKeys).toEqual(session.Tags.map(({ Key }) => Key));
          expect(session.Policy.length).toBeLessThan(2048);
          expect(packedSize(session.Policy, session.Tags)).toBeLessThan(100);
        },
      ),
      { ...seeded, numRuns: 300 },
    );
  });

  test("never outlasts its window: what remains, or STS's floor with everything denied from the end on", () => {
    fc.assert(
      fc.property(life, fc.double({ min: 0, max: 1, noNaN: true }), (it, part) => {
        for (const { request } of play(it)) {
          if (request.endsAt === undefined) continue;
          const [start, end] = [Date.parse(request.startsAt!), Date.parse(request.endsAt)];
          const now = new Date(Math.floor(start + part * (end - 1 - start)));
          const remains = (end - now.getTime()) / 1000;
          if (request.role.kubernetes && remains < 900) continue;
          const { DurationSeconds, Policy } = sessionFor(request, { basis: "email", partition: "aws" }, now);
          expect(Number.isInteger(DurationSeconds)).toBe(true);
          expect(DurationSeconds === 900 || DurationSeconds <= remains).toBe(true);
          expect(DurationSeconds).toBeGreaterThanOrEqual(900);
          expect(DurationSeconds).toBeLessThanOrEqual(Math.max(900, Math.min(3600, request.rule.sessionDuration)));
          const [allow, deny, ...others] = JSON.parse(Policy).Statement;
          const { Condition, ...all } = deny;
          expect([allow.Effect, all, others]).toEqual(["Allow", { Effect: "Deny", Action: "*", Resource: "*" }, []]);
          expect(Object.keys(Condition)).toEqual(["DateGreaterThanEquals"]);
          const from = Date.parse(Condition.DateGreaterThanEquals["aws:CurrentTime"]);
          expect(from <= end && from > end - 1000).toBe(true);
        }
      }),
      seeded,
    );
  });
});

describe("the source identities of different people", () => {
  test("differ, whatever they call themselves, after whom, or after whose identity", () => {
    fc.assert(
      fc.property(called, called, fc.nat(), (one, other, as) => {
        const imitations = [
          other,
          identity(one),
          one.slice(0, 47),
          one.replace(/[^\w+=.@-]/g, "-"),
          `${one} `,
          `${identity(one).slice(0, -1)}0`,
          identity(one).toUpperCase(),
        ];
        const imitation = imitations[as % imitations.length]!;
        fc.pre(imitation !== one);
        expect(identity(imitation)).not.toBe(identity(one));
      }),
      { ...seeded, numRuns: 1000 },
    );
  });

  test("are those names themselves, where STS takes them and they do not look closed", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abcXYZ019._@+-"), minLength: 2, maxLength: 64 }), (name) => {
        expect(identity(name)).toBe(name);
      }),
      seeded,
    );
  });
});

describe("a duration", () => {
  const most = 9999 * hour + 59 * minute;

  test("is read as it was written, to the minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most / minute }), (minutes) => {
        expect(parseDuration(formatDuration(minutes * minute))).toBe(minutes * minute);
      }),
      { ...seeded, numRuns: 1000 },
    );
  });

  test("is never written shorter than it is, nor longer by a minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), (seconds) => {
        const written = parseDuration(formatDuration(seconds))!;
        expect(written - seconds).toBeGreaterThanOrEqual(0);
        expect(written - seconds).toBeLessThan(minute);
      }),
      { ...seeded, numRuns: 1000 },
    );
  });
});

test("a normalised e-mail address stays as it is when it is normalised again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (email) => {
      expect(normalEmail(normalEmail(email))).toBe(normalEmail(email));
    }),
    { ...seeded, numRuns: 1000 },
  );
});
