import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { importViolations } from "./import-rules.ts";

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "stint-rooms-"));
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
  }
  return root;
}

describe("the rooms", () => {
  test("import only what they may", () => {
    expect(importViolations(".")).toEqual([]);
  });

  test.each([
    ["core", "core/a.ts", 'import { b } from "../lambda/b.ts";'],
    ["core, of Node", "core/a.ts", 'import { readFileSync } from "node:fs";'],
    ["core, of the AWS SDK", "core/a.ts", 'import type { X } from "@aws-sdk/client-sts";'],
    ["a function, of another", "lambda/api/a.ts", 'import { b } from "../decide/b.ts";'],
    ["a function, of an AWS client", "lambda/api/a.ts", 'import {\n  X,\n} from "@aws-sdk/client-sts";'],
    ["lib, of a function", "lib/a.ts", 'export { b } from "../lambda/api/index.ts";'],
    ["local, of lib beyond the config", "local/a.ts", 'const b = await import("../lib/hub-stack.ts");'],
    ["bin, of core", "bin/a.ts", 'import "../core/a.ts";'],
    ["anything that ships, of the AGPL", "lib/a.ts", 'import { runSimulation } from "@cloud-copilot/iam-simulate";'],
  ])("refuse what they may not: %s", (_what, file, source) => {
    expect(importViolations(tree({ [file]: source }))).toHaveLength(1);
  });
});
