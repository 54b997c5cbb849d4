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
    ["local, of the dashboard beyond its build", "local/a.ts", 'import { b } from "../frontend/src/ui/b.ts";'],
    ["bin, of core", "bin/a.ts", 'import "../core/a.ts";'],
    ["the dashboard, of lib", "frontend/src/app/a.tsx", 'import { b } from "../../../lib/config.ts";'],
    ["the dashboard, of Node", "frontend/src/ui/a.tsx", 'import { join } from "node:path";'],
    ["the dashboard, of the AWS SDK", "frontend/src/app/a.ts", 'import type { X } from "@aws-sdk/client-sts";'],
    ["a feature, of another", "frontend/src/features/ask/a.tsx", 'import { b } from "../access/b.tsx";'],
    ["a feature, of app", "frontend/src/features/ask/a.tsx", 'const b = lazy(() => import("../../app/b.tsx"));'],
    ["a feature, of what stands beside", "frontend/src/features/ask/a.tsx", 'import { b } from "../../main.tsx";'],
    ["ui, of a feature", "frontend/src/ui/a.tsx", 'import { b } from "../features/ask/b.ts";'],
    ["ui, of app", "frontend/src/ui/a.ts", 'export { b } from "../app/b.tsx";'],
    ["anything that ships, of the AGPL", "lib/a.ts", 'import { runSimulation } from "@cloud-copilot/iam-simulate";'],
  ])("refuse what they may not: %s", (_what, file, source) => {
    expect(importViolations(tree({ [file]: source }))).toHaveLength(1);
  });

  test.each([
    ["local, the dashboard's build", "local/a.ts", 'import { b } from "../frontend/build.ts";'],
    ["the dashboard, core", "frontend/src/ui/a.tsx", 'import type { B } from "../../../core/api.ts";'],
    ["app, a feature and ui", "frontend/src/app/a.tsx", 'import("../features/ask/b.tsx");\nimport "../ui/c.ts";'],
    ["a feature, itself and ui", "frontend/src/features/ask/a.tsx", 'import "./b.tsx";\nimport "../../ui/c.ts";'],
    ["the dashboard's build, Node", "frontend/build.ts", 'import { readFileSync } from "node:fs";'],
  ])("take what they may: %s", (_what, file, source) => {
    expect(importViolations(tree({ [file]: source }))).toEqual([]);
  });
});
