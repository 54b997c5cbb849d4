import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { stableNames } from "./stable-names.ts";

/*
 * To CloudFormation a resource with another logical id is another resource: it makes a new one, empty, and deletes or
 * abandons the old. To target accounts a role of another name is a stranger. So this list changes by additions only, unless
 * a release says how to move what is kept:
 *
 *     npm run synth && node test/lib/stable-names.ts cdk.out > test/lib/stable-names.txt
 */
test("what holds state or is named elsewhere is called as it always was", () => {
  const listed = readFileSync("test/lib/stable-names.txt", "utf8").trimEnd().split("\n");
  expect(stableNames(inject("assembly"))).toEqual(listed);
});
