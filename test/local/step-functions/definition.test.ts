import { describe, expect, test } from "vitest";
import { DefinitionError, readDefinition } from "../../../local/step-functions/definition.ts";
import { asks, calls, functionArn, machineOf } from "./run.ts";

const problemsOf = (definition: unknown): readonly string[] => {
  try {
    readDefinition(definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems;
    throw error;
  }
};
const end = { Type: "Succeed" };

test("a definition of every known state type and field is taken", () => {
  const definition = machineOf(
    {
      Begin: {
        Type: "Pass",
        Comment: "begins",
        Assign: { a: 1, b: "{% $states.input %}" },
        Output: { c: [1] },
        Next: "Ask",
      },
      Ask: asks("ask", {
        QueryLanguage: "JSONata",
        TimeoutSeconds: "{% $a %}",
        HeartbeatSeconds: 1,
        Output: "{% $states.result %}",
        Assign: { d: "{% $states.context.State.Name %}" },
        Retry: [
          { ErrorEquals: ["Lambda.ServiceException"], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 1.5 },
          { ErrorEquals: ["States.ALL"], MaxDelaySeconds: 10, JitterStrategy: "FULL" },
        ],
        Catch: [
          {
            ErrorEquals: ["States.Timeout"],
            Assign: { e: "{% $states.errorOutput.Error %}" },
            Output: 1,
            Next: "Tell",
          },
        ],
        Next: "Choose",
      }),
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $a = 1 %}", Assign: { f: 1 }, Output: 2, Next: "Wait" }],
        Default: "Until",
      },
      Wait: { Type: "Wait", Seconds: 0, Next: "Tell" },
      Until: { Type: "Wait", Timestamp: "2027-01-31T09:00:00+01:00", End: true },
      Tell: {
        Type: "Task",
        Resource: "arn:aws-us-gov:states:::sns:publish",
        Arguments: { TopicArn: "arn:aws:sns:eu-west-1:111122223333:alerts", Subject: "s", Message: { a: "{% $a %}" } },
        Next: "Fail",
      },
      Fail: { Type: "Fail", Error: "{% 'E' & $a %}", Cause: "because" },
    },
    { Comment: "all", Version: "1.0", TimeoutSeconds: 100 },
  );
  expect(problemsOf(definition)).toEqual([]);
});

test("a state may name JSONata for itself", () => {
  expect(problemsOf({ StartAt: "A", States: { A: { ...end, QueryLanguage: "JSONata" } } })).toEqual([]);
});

describe("refused, with the path of the field", () => {
  const task = (more: object) => machineOf({ A: calls("f", {}, { End: true, ...more }) });
  const pass = (more: object) => machineOf({ A: { Type: "Pass", End: true, ...more } });
  const cases: readonly (readonly [what: string, definition: unknown, ...problems: RegExp[]])[] = [
    ["what is no object", 7, /^\/: .*found 7$/],
    ["a field at the top", machineOf({ A: end }, { Timeout: 1 }), /^\/Timeout: this field is not known here$/],
    [
      "JSONPath at the top",
      { ...machineOf({ A: end }), QueryLanguage: "JSONPath" },
      /^\/QueryLanguage: expected "JSONata"/,
    ],
    ["JSONPath by default", { StartAt: "A", States: { A: end } }, /^\/States\/A\/QueryLanguage: expected "JSONata"/],
    ["a field of JSONPath", pass({ ResultPath: "$" }), /^\/States\/A\/ResultPath: this field is not known here$/],
    [
      "Parallel",
      machineOf({ A: { Type: "Parallel", Branches: [] } }),
      /^\/States\/A\/Type: expected one of the state types Pass, .*found/,
    ],
    ["Map", machineOf({ A: { Type: "Map" } }), /^\/States\/A\/Type: expected one of/],
    ["a state without a type", machineOf({ A: {} }), /^\/States\/A\/Type: expected one of/],
    [
      "another resource",
      task({ Resource: "arn:aws:states:::dynamodb:getItem" }),
      /^\/States\/A\/Resource: expected arn:.*found "arn:aws:states:::dynamodb:getItem"$/,
    ],
    ["a token for SNS", task({ Resource: "arn:aws:states:::sns:publish.waitForTaskToken" }), /^\/States\/A\/Resource:/],
    ["a bare function as the resource", task({ Resource: functionArn("f") }), /^\/States\/A\/Resource:/],
    [
      "an unknown argument",
      task({ Arguments: { FunctionName: "f", Qualifier: "1" } }),
      /^\/States\/A\/Arguments\/Qualifier: this argument is not known/,
    ],
    ["a missing argument", task({ Arguments: {} }), /^\/States\/A\/Arguments: expected FunctionName$/],
    ["no arguments", task({ Arguments: undefined }), /^\/States\/A\/Arguments: expected an object, .*found nothing$/],
    [
      "a time-out of zero",
      task({ TimeoutSeconds: 0 }),
      /^\/States\/A\/TimeoutSeconds: expected a whole number from 1 to 99999999.*found 0$/,
    ],
    ["a time-out in a plain string", task({ TimeoutSeconds: "60" }), /^\/States\/A\/TimeoutSeconds:/],
    [
      "a heartbeat as long as the time-out",
      task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      /^\/States\/A\/HeartbeatSeconds: expected less than/,
    ],
    [
      "a time-out of half a second",
      machineOf({ A: end }, { TimeoutSeconds: 0.5 }),
      /^\/TimeoutSeconds: expected a whole number/,
    ],
    [
      "an unknown reserved error",
      task({ Retry: [{ ErrorEquals: ["States.Timout"] }] }),
      /^\/States\/A\/Retry\[0\]\/ErrorEquals\[0\]: .*found "States.Timout"$/,
    ],
    ["States.ALL beside another", task({ Retry: [{ ErrorEquals: ["States.ALL", "X"] }] }), /States.ALL to stand alone/],
    [
      "States.ALL before another",
      task({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["X"] }] }),
      /^\/States\/A\/Retry: expected States.ALL in the last entry only/,
    ],
    [
      "an unknown field of Retry",
      task({ Retry: [{ ErrorEquals: ["X"], Interval: 1 }] }),
      /^\/States\/A\/Retry\[0\]\/Interval: this field is not known/,
    ],
    [
      "a backoff under one",
      task({ Retry: [{ ErrorEquals: ["X"], BackoffRate: 0.5 }] }),
      /^\/States\/A\/Retry\[0\]\/BackoffRate:/,
    ],
    ["a Catch outside a task", pass({ Catch: [] }), /^\/States\/A\/Catch: this field is not known here$/],
    [
      "a condition that is no expression",
      machineOf({ A: { Type: "Choice", Choices: [{ Condition: "true", Next: "A" }] } }),
      /^\/States\/A\/Choices\[0\]\/Condition: expected a JSONata expression/,
    ],
    ["a choice without rules", machineOf({ A: { Type: "Choice", Choices: [] } }), /^\/States\/A\/Choices:/],
    [
      "a wait for two things",
      machineOf({ A: { Type: "Wait", Seconds: 1, Timestamp: "2027-01-31T09:00:00Z", End: true } }),
      /either Seconds or Timestamp/,
    ],
    ["a wait for nothing", machineOf({ A: { Type: "Wait", End: true } }), /either Seconds or Timestamp/],
    [
      "a moment without a zone",
      machineOf({ A: { Type: "Wait", Timestamp: "2027-01-31T09:00:00", End: true } }),
      /^\/States\/A\/Timestamp: expected a moment/,
    ],
    ["neither Next nor End", machineOf({ A: { Type: "Pass" } }), /^\/States\/A\/Next: expected either Next or End$/],
    ["both Next and End", machineOf({ A: { Type: "Pass", Next: "A", End: true } }), /either Next or End/],
    ["End: false", pass({ End: false }), /^\/States\/A\/End: expected true/],
    ["a variable named states", pass({ Assign: { states: 1 } }), /^\/States\/A\/Assign\/states: expected another name/],
    [
      "a variable with a hyphen",
      pass({ Assign: { "a-b": 1 } }),
      /^\/States\/A\/Assign\/a-b: expected the name of a variable/,
    ],
    [
      "a StartAt that leads nowhere",
      { ...machineOf({ A: end }), StartAt: "B" },
      /^\/StartAt: expected the name of a state, found "B"$/,
      /^\/States\/A: no state leads here$/,
    ],
    [
      "a Next that leads nowhere",
      machineOf({ A: { Type: "Pass", Next: "B" } }),
      /^\/States\/A\/Next: expected the name of a state, found "B"$/,
    ],
    [
      "a Catch that leads nowhere",
      task({ Catch: [{ ErrorEquals: ["X"], Next: "B" }] }),
      /^\/States\/A\/Catch\[0\]\/Next:/,
    ],
    ["a state that is never reached", machineOf({ A: end, B: end }), /^\/States\/B: no state leads here$/],
    [
      "what is no JSONata",
      pass({ Output: { a: ["{% 1 + %}"] } }),
      /^\/States\/A\/Output\/a\[0\]: '1 \+' is not JSONata. S0207/,
    ],
    ["$eval", pass({ Output: "{% $eval('1') %}" }), /^\/States\/A\/Output: \$eval is not supported/],
    [
      "an operator newer than AWS's JSONata",
      pass({ Output: "{% $a ?? 1 %}" }),
      /^\/States\/A\/Output: The operator \?\? is newer/,
    ],
    [
      "a name at the top of an expression",
      pass({ Output: "{% {'a': phone} %}" }),
      /Reference to 'phone' at the top level is not supported/,
    ],
    ["a field that $states has not", pass({ Output: "{% $states.inputs %}" }), /\$states has no field 'inputs'/],
    [
      "a result where there is none",
      pass({ Output: "{% $states.result %}" }),
      /\$states.result is not available in this field/,
    ],
    [
      "an error output outside Catch",
      task({ Output: "{% $states.errorOutput %}" }),
      /\$states.errorOutput is not available/,
    ],
  ];
  test.each(cases)("%s", (_what, definition, ...expected: unknown[]) => {
    const problems = problemsOf(definition);
    expect(problems).toEqual(expected.map((problem) => expect.stringMatching(problem as RegExp)));
  });

  test("and every problem at once", () => {
    const found = problemsOf(machineOf({ A: { Type: "Pass", Foo: 1, End: true } }, { Bar: 2 }));
    expect(found).toEqual(["/States/A/Foo: this field is not known here", "/Bar: this field is not known here"]);
  });
});
