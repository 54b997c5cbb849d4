import { describe, expect, test } from "vitest";
import { compile } from "../../../local/step-functions/expression.ts";

const scope = {
  states: { input: { a: 1, list: [{ p: 1 }, { p: 2 }] }, context: { State: { Name: "A" } } },
  variables: { x: 5, text: "AB" },
  now: Date.parse("2027-01-31T09:00:00Z"),
};
const refuse = (field: string, problem: string) => {
  throw new Error(`${field}: ${problem}`);
};
const evaluate = (value: unknown) => compile(value, "Output", {}, refuse).evaluate(scope);

describe("a template", () => {
  test("is evaluated at any depth, and is a copy", async () => {
    const result = await evaluate({ a: ["{% $x + 1 %}", "x"], b: { c: "{% $states.input.list.p %}" }, d: null });
    expect(result).toEqual({ a: [6, "x"], b: { c: [1, 2] }, d: null });
    expect(await evaluate("{% $states.input %}")).not.toBe(scope.states.input);
  });

  test("takes only what begins and ends as an expression for one", async () => {
    expect(await evaluate(["{%$x%}", " {% $x %}", "{% $x %} "])).toEqual([5, " {% $x %}", "{% $x %} "]);
  });

  test("tells the embedded time", async () => {
    expect(await evaluate("{% [$now(), $now('[Y]'), $millis()] %}")).toEqual([
      "2027-01-31T09:00:00.000Z",
      "2027",
      scope.now,
    ]);
  });
});

describe("AWS's functions", () => {
  test.each([
    ["$range(0, 10, 5)", [0, 5, 10]],
    ["$range(3, 1, -1)", [3, 2, 1]],
    ["$partition([1..5], 2)", [[1, 2], [3, 4], [5]]],
    ["$parse('{\"a\": [1]}')", { a: [1] }],
    ["$hash($text, 'MD5')", "b86fc6b051f63d73de262d4c34e3a0a9"],
    ["$hash($text, 'SHA-256')", "38164fbd17603d73f696b8b4d72664d735bb6a7c88577687fd2ae33fd6964153"],
    ["$random(7) = $random(7)", true],
    ["$random(7) = $random(8)", false],
    ["$random() < 1", true],
    ["$match($uuid(), /^[0-9a-f-]{36}$/).index", 0],
  ])("%s", async (source, expected) => {
    expect(await evaluate(`{% ${source} %}`)).toEqual(expected);
  });
});

describe("States.QueryEvaluationError, naming expression and field", () => {
  test.each([
    ["$missing", "returned nothing (undefined)."],
    ["$states.input.missing", "returned nothing (undefined)."],
    ["$nope()", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["'a' + 1", "threw an error during evaluation. T2001: "],
    ["$parse('{')", "threw an error during evaluation: Expected property name"],
    [
      "$hash('a', 'SHA-3')",
      'threw an error during evaluation: $hash knows MD5, SHA-1, SHA-256, SHA-384, SHA-512, not "SHA-3"',
    ],
    ["$range(1, 2, 0)", "threw an error during evaluation: $range takes whole numbers and a step other than 0"],
    ["$range(1, 1000000, 1)", "threw an error during evaluation: $range would make 1000000 numbers"],
    ["$partition([1], 0)", "threw an error during evaluation: $partition takes a size of 1 or more, not 0"],
    ["function($a) { $a }", "threw an error during evaluation: a function is no JSON"],
    ["[$map]", "threw an error during evaluation: a function is no JSON"],
    ["$sum([1..900000])", "threw an error during evaluation. D2015: "],
    [Array(120).fill("1").join("+"), "threw an error during evaluation. D1011: Stack overflow"],
    ["($f := function($n) { $f($n + 1) }; $f(1))", "threw an error during evaluation. D1012: Evaluation timeout"],
  ])("%s", async (source, cause) => {
    await expect(evaluate({ a: [`{% ${source} %}`] })).rejects.toMatchObject({
      name: "States.QueryEvaluationError",
      location: "Output/a[0]",
      message: expect.stringContaining(
        `The JSONata expression '${source}' specified for the field 'Output/a[0]' ${cause}`,
      ),
    });
  });
});

describe("refused where AWS refuses it", () => {
  test.each([
    ["phone", "Reference to 'phone' at the top level"],
    ["a.b", "Reference to 'a' at the top level"],
    ["*", "Reference to '*' at the top level"],
    ["$", "Reference to '$' at the top level"],
    ["$$.a", "Reference to '$$'"],
    ["$map($x, function($v) { name })", "Reference to 'name' at the top level"],
    ["$x ?: 1", "The operator ?: is newer than JSONata 2.0.6"],
    ["$x ~> $eval", "$eval is not supported"],
  ])("%s", (source, problem) => {
    expect(() => evaluate(`{% ${source} %}`)).toThrow(problem);
  });

  test.each([
    "$states.input.list[p > 1].p",
    "$states.input.list.{'q': p, 'r': $x}",
    "$states.input.list{$string(p): p}",
    "$states.input.list^(>p).p",
    "$states.input.list.($.p)",
    "$states.input ~> |list|{'q': 1}|",
    "$map($states.input.list, function($v) { $v.p })",
    "$x = 5 ? 'a' : 'b'",
    "'?' = '?' ? 1 : 2",
  ])("but not %s", async (source) => {
    await expect(evaluate(`{% ${source} %}`)).resolves.toBeDefined();
  });
});
