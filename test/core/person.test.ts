import { describe, expect, test } from "vitest";
import { isAnyOf, isSamePerson, namesOf, normalEmail } from "../../core/person.ts";
import { again, alice, aPerson, bob, withoutEmail } from "./builders.ts";

describe("normalEmail", () => {
  test("makes one of what differs in case, outer space and compatibility forms only", () => {
    expect(normalEmail(" Alice@Example.COM\t")).toBe("alice@example.com");
    expect(normalEmail("ａｌｉｃｅ@example.com")).toBe("alice@example.com");
    expect(normalEmail("andre\u0301@example.com")).toBe(normalEmail("andr\u00e9@example.com"));
  });

  test("keeps apart what only looks alike", () => {
    expect(normalEmail("аlice@example.com")).not.toBe("alice@example.com"); // Cyrillic а
    expect(normalEmail("alice+stint@example.com")).not.toBe("alice@example.com");
    expect(normalEmail("a.lice@example.com")).not.toBe("alice@example.com");
  });
});

describe("isSamePerson", () => {
  test("knows one human by the sub alone", () => {
    expect(isSamePerson(alice, aPerson("other", { sub: alice.sub }))).toBe(true);
  });

  test("knows one human under two subs by the subject at the identity provider", () => {
    expect(isSamePerson(alice, again(alice, "subject"))).toBe(true);
  });

  test("knows one human under two subs by the e-mail, however it is written", () => {
    expect(isSamePerson(alice, again(alice, "email"))).toBe(true);
    expect(isSamePerson(alice, aPerson("other", { email: "ALICE@example.com " }))).toBe(true);
    expect(isSamePerson(aPerson("other", { email: "ALICE@example.com " }), alice)).toBe(true);
  });

  test("keeps different people apart", () => {
    expect(isSamePerson(alice, bob)).toBe(false);
  });

  test("does not take two people without e-mail and subject for one", () => {
    expect(isSamePerson({ sub: "1" }, { sub: "2" })).toBe(false);
    expect(isSamePerson({ sub: "1" }, alice)).toBe(false);
  });
});

describe("isAnyOf", () => {
  const who = { groups: ["dba", "engineering"], people: ["bob@example.com"] };

  test("finds a member of any of the groups", () => {
    expect(isAnyOf(who, alice)).toBe(true);
  });

  test("finds a person by e-mail, however it is written", () => {
    expect(isAnyOf(who, bob)).toBe(true);
    expect(isAnyOf(who, aPerson("other", { email: " BOB@example.com" }))).toBe(true);
  });

  test("finds nobody else", () => {
    expect(isAnyOf(who, aPerson("sam", { groups: ["engineers", "eng", "engineering "] }))).toBe(false);
    expect(isAnyOf({ groups: [], people: [] }, alice)).toBe(false);
  });

  test("does not take a group for several, or several for one", () => {
    expect(isAnyOf({ groups: ["a b"], people: [] }, { groups: ["a", "b"] })).toBe(false);
    expect(isAnyOf({ groups: ["a", "b"], people: [] }, { groups: ["a b", "[a b]"] })).toBe(false);
    expect(isAnyOf({ groups: ["platform-admins"], people: [] }, { groups: ["x] [platform-admins"] })).toBe(false);
  });

  test("does not find by e-mail whoever has none that is verified", () => {
    expect(isAnyOf(who, withoutEmail(bob))).toBe(false);
  });
});

describe("namesOf", () => {
  test("lists groups, then people", () => {
    expect(namesOf({ groups: ["dba", "leads"], people: ["bob@example.com"] })).toBe("dba, leads, bob@example.com");
  });
});
