import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readYaml } from "../../../lib/config/yaml-file.ts";
import { ConfigError, loadConfig } from "../../../lib/config.ts";
import { problemsOf, written } from "./written.ts";

const dir = mkdtempSync(join(tmpdir(), "stint-yaml-"));
afterAll(() => rmSync(dir, { recursive: true }));

function read(content: string | Buffer) {
  writeFileSync(join(dir, "x.yaml"), content);
  return readYaml(join(dir, "x.yaml"));
}

describe("readYaml", () => {
  test.each([
    ["a list that is not closed", "a: [1\nb: 2\n", 2],
    ["a mapping within a line", "a: 1\nb: c: d\n", 2],
    ["a tab as indentation", "a:\n\tb: 1\n", 2],
    ["two documents", "a: 1\n---\nb: 2\n", 2],
    ["a tag that is not known", "a: 1\nb: !secret x\n", 2],
    ["an alias of nothing", "a: 1\nb: *nothing\n", 2],
  ])("refuses %s, with its line", (_, text, line) => {
    const { value, problems } = read(text);
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({
      line,
      path: "",
      message: expect.stringMatching(/^this is not YAML that Stint reads: /),
    });
  });

  test.each([
    ["twice", "a:\n  - b: 1\n    b: 2\n", 3, "a[0].b", "found the key a second time, expected it once"],
    ["that are numbers", "a:\n  007: x\n", 2, 'a["7"]', "found 007 as a key, expected text: put it in quotes"],
    ["that are missing", "a:\n  : x\n", 2, "a.null", "found no text as a key, expected text: put it in quotes"],
    ["that JavaScript keeps for itself", "a:\n  __proto__: x\n", 2, 'a["__proto__"]', "found a key that no file has"],
  ])("refuses keys %s, with their line", (_, text, line, path, message) => {
    expect(read(text).problems).toEqual([{ file: join(dir, "x.yaml"), line, path, message }]);
  });

  test("refuses bytes that are no UTF-8, and a file that is not there", () => {
    expect(read(Buffer.from([0x61, 0xff])).problems[0]?.message).toBe(
      "found other bytes than UTF-8, expected text in UTF-8",
    );
    expect(readYaml(join(dir, "none.yaml")).problems).toEqual([
      { file: join(dir, "none.yaml"), line: 1, path: "", message: "there is no such file; expected one" },
    ]);
    expect(readYaml(dir).problems[0]?.message).toBe("the file cannot be read: EISDIR");
  });

  test("refuses aliases that multiply without end", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 9; i++)
      bomb.push(`${"abcdefghi"[i]}: &${"abcdefghi"[i]} [${`*${"abcdefghi"[i - 1]},`.repeat(9)}]`);
    expect(read(bomb.join("\n")).problems[0]?.message).toMatch(/Excessive alias count/);
  });

  test("names a file as it is seen from the working directory, and by its whole path from outside", () => {
    expect(readYaml("config/policy.yaml").place([]).file).toBe("config/policy.yaml");
    expect(readYaml(join(process.cwd(), "config/policy.yaml")).place(["rules", 0]).file).toBe("config/policy.yaml");
    expect(read("a: 1").place([]).file).toBe(join(dir, "x.yaml"));
  });
});

describe("a ConfigError", () => {
  test("says each problem in a line of its own: file, line, path, what was found and what was expected", () => {
    for (const [name, text] of Object.entries(written)) writeFileSync(join(dir, `${name}.yaml`), text);
    writeFileSync(
      join(dir, "policy.yaml"),
      written.policy.replace("[DatabaseAdmin]", "[DatabaseAdmn]").replace("openRequests: 20", "openRequests: 0"),
    );
    expect(() => loadConfig(relative(process.cwd(), dir))).toThrow(ConfigError);
    expect(() => loadConfig(dir)).toThrow(
      `${dir}/policy.yaml:4 openRequests: found 0, expected at least 1\n` +
        `${dir}/policy.yaml:19 rules[1].roles[0]: found "DatabaseAdmn", expected one of DatabaseAdmin, ClusterAdmin; did you mean DatabaseAdmin?`,
    );
  });

  test("says it of a file that is empty, and of one that is something else than a mapping", () => {
    expect(problemsOf({ policy: "" })).toEqual([
      { file: "policy.yaml", line: 1, path: "", message: "found nothing, expected a mapping" },
    ]);
    expect(problemsOf({ policy: "- 1\n" })).toEqual([
      { file: "policy.yaml", line: 1, path: "", message: "found a list, expected a mapping" },
    ]);
  });
});
