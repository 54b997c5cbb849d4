import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../frontend/src/features/audit/audit-filter.ts";
import { type Known, recognized } from "../../frontend/src/features/audit/known.ts";

const known: Known = {
  requester: new Map([
    ["frank@example.com", ["Frank Fischer", "Frank Fuchs"]],
    ["first@example.com", ["Kim Park"]],
    ["second@example.com", ["Kim Park"]],
    ["mallory@example.com", ["victim@example.com", "frank@example.com"]],
  ]),
  account: new Map([
    ["111122223333", ["shop-prod"]],
    ["222233334444", ["twin", "444455556666"]],
    ["333344445555", ["twin"]],
  ]),
  role: new Map([
    ["DatabaseAdmin", []],
    ["Reader", []],
    ["reader", []],
  ]),
};
const none = fieldsOf({});

describe("what is typed", () => {
  test.each([
    ["requester", "Frank Fischer", "frank@example.com"],
    ["requester", " frank fuchs ", "frank@example.com"],
    ["requester", "FRANK@EXAMPLE.COM", "frank@example.com"],
    ["account", "shop-prod", "111122223333"],
    ["account", "Shop-Prod", "111122223333"],
    ["role", "databaseadmin", "DatabaseAdmin"],
    ["role", "reader", "reader"],
  ])("as %s %j means %j", (key, typed, value) => {
    expect(recognized({ ...none, [key]: typed }, known)).toEqual({ ...none, [key]: value });
  });

  test.each([
    ["requester", "frank", "is a part of a name"],
    ["requester", "Kim Park", "is the name of two people"],
    ["account", "twin", "is the name of two accounts"],
    ["role", "READER", "means two roles"],
    ["role", "GoneFromTheCatalog", "is not known"],
    ["rule", "Sandbox", "has nothing that it could mean"],
  ])("as %s %j stays as it is, for it %s", (key, typed) => {
    expect(recognized({ ...none, [key]: typed }, known)).toEqual({ ...none, [key]: typed });
  });

  test.each([
    ["requester", "victim@example.com"],
    ["requester", "frank@example.com"],
    ["account", "444455556666"],
  ])("as %s %j is never taken for somebody who calls themselves so", (key, typed) => {
    expect(recognized({ ...none, [key]: typed }, known)).toEqual({ ...none, [key]: typed });
  });
});
