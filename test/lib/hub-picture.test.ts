import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { arrows } from "./hub-picture.ts";

test("the picture in docs/hub.md shows who may call whom as the template has it", () => {
  const [, picture = ""] = /```mermaid\n([\s\S]*?)```/.exec(readFileSync("docs/hub.md", "utf8")) ?? [];
  const [, checked = ""] = picture.split("%% From here on");
  const drawn = checked
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter(Boolean);
  expect(drawn.sort()).toEqual(arrows(inject("assembly")));
});
