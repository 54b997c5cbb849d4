import { expect, test } from "vitest";
import { askAddress, requestAddress } from "../../frontend/src/ui/addresses.ts";

test("what stands in an address cannot lead elsewhere", () => {
  expect(requestAddress("../a?b")).toBe("/requests/..%2Fa%3Fb");
  expect(askAddress("111122223333", "a/b")).toBe("/ask/111122223333/a%2Fb");
  expect(askAddress("111122223333", "ReadOnly", "a&rule=b")).toBe("/ask/111122223333/ReadOnly?again=a%26rule%3Db");
});
