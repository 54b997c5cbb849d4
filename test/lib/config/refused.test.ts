import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changed, type FileName, problemsOf } from "./written.ts";

interface Change {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly message: string;
}

/** The sections of refused.txt, each of one file. */
const sections = readFileSync(new URL("refused.txt", import.meta.url), "utf8")
  .split(/^# /m)
  .slice(1)
  .map((section) => {
    const [heading = "", ...changes] = section.trim().split("\n\n");
    return { heading, file: heading.split(":")[0] as FileName, changes: changes.map(read) };
  });

function read(change: string): Change {
  const [title = "", ...rest] = change.split("\n");
  const marked = (mark: string) => rest.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
  const [gone, come] = [marked("-"), marked("+")];
  const message = rest.slice(gone.length + come.length).join("\n");
  return { title, from: gone.join("\n") + (come.length > 0 ? "" : "\n"), to: come.join("\n"), message };
}

describe.each(sections)("what is refused of $heading", ({ file, changes }) => {
  test.each(changes)("$title", ({ from, to, message }) => {
    const problems = problemsOf({ [file]: changed(file, from, to) });
    expect(problems.map((problem) => `${problem.file}:${problem.line} ${problem.path}: ${problem.message}`)).toEqual([
      message,
    ]);
  });
});

test("more tags than STS packs are refused at the asks", () => {
  const asks = ["a", "b", "c", "d", "e", "f"].map((name) => `      ${name}: { label: x, tag: true }\n`);
  const policy = changed("policy", "      note: { label: Note }\n", asks.join(""));
  const message = expect.stringMatching(
    /^found 7 tagged asks, expected fewer or shorter names: .* [0-9]+ % more than STS packs$/,
  );
  expect(problemsOf({ policy })).toEqual([{ file: "policy.yaml", line: 25, path: "rules[1].asks", message }]);
});

describe("the three files together", () => {
  test("may name the hub as management account, which is refused as a target all the same", () => {
    const deployment = changed("deployment", '"111111111111"', '"999988887777"');
    expect(problemsOf({ deployment })).toEqual([]);
  });

  test("are refused where the policy needs a claim that the deployment does not name", () => {
    const deployment = changed("deployment", "  authenticationTime: auth_time\n", "");
    expect(problemsOf({ deployment })).toEqual([
      {
        file: "policy.yaml",
        line: 38,
        path: "rules[1].signInWithin",
        message: "needs identity.authenticationTime in deployment.yaml, the claim to read it from",
      },
    ]);
  });

  test("are refused with all their problems at once, in the order of files and lines", () => {
    const problems = problemsOf({
      deployment: changed("deployment", "eu-west-1", "Ireland"),
      catalog: changed("catalog", "kubernetes: true", "kuberntes: true").replace("maxSession: 4h", "maxSession: 0h"),
      policy: changed("policy", "[DatabaseAdmin]", "[DatabaseAdmn]")
        .replace("maxDuration: 1h30m", "maxDuraton: 1h30m")
        .replace("[incident]", "[incidnt]")
        .replace("[leads]", "[leds]"),
    });
    expect(problems.map(({ file, path }) => `${file} ${path}`)).toEqual([
      "deployment.yaml hub.region",
      "catalog.yaml roles[0].maxSession",
      "catalog.yaml roles[1].kuberntes",
      "policy.yaml rules[1].maxDuration",
      "policy.yaml rules[1].roles[0]",
      "policy.yaml rules[1].maxDuraton",
      "policy.yaml rules[1].approval[0].groups[0]",
      "policy.yaml rules[1].alternatives[0]",
    ]);
  });

  test("give no echoes: what a damaged file cannot tell is not held against another", () => {
    const nameless = changed("catalog", "  - name: ClusterAdmin", "  - nmae: ClusterAdmin");
    expect(problemsOf({ catalog: nameless }).map(({ path }) => path)).toEqual(["roles[1].name", "roles[1].nmae"]);
    const placeless = changed("catalog", "ou: Workloads/Production", "uo: Workloads/Production");
    expect(problemsOf({ catalog: placeless }).map(({ path }) => path)).toEqual(["accounts[0].ou", "accounts[0].uo"]);
    const untagged = changed("catalog", "tags: { data: none }", "tgas: { data: none }");
    const policy = changed("policy", "{ data: customer }", "{ data: none }");
    expect(problemsOf({ catalog: untagged, policy }).map(({ path }) => path)).toEqual(["accounts[1].tgas"]);
    const timeless = changed("deployment", "authenticationTime", "authenticatedTime");
    expect(problemsOf({ deployment: timeless }).map(({ path }) => path)).toEqual(["identity.authenticatedTime"]);
    expect(problemsOf({ catalog: "accounts: [" }).map(({ file }) => file)).toEqual(["catalog.yaml"]);
    expect(problemsOf({ deployment: undefined }).map(({ file }) => file)).toEqual(["deployment.yaml"]);
  });
});
