import * as z from "zod";
import { reservedErrors } from "./errors.ts";
import { isExpression } from "./expression.ts";

/** The longest that a wait, a time-out or a delay may take, in seconds. */
export const longestSeconds = 99_999_999;

const name = z.string().min(1).max(80);
const whole = (least: number, most: number) =>
  z
    .int({ error: `expected a whole number from ${least} to ${most}` })
    .min(least)
    .max(most);

const expression = z.string().refine(isExpression, "expected a JSONata expression: {% … %}");
const seconds = (least: number) =>
  z.union([whole(least, longestSeconds), expression], {
    error: `expected a whole number from ${least} to ${longestSeconds}, or a JSONata expression: {% … %}`,
  });

/** RFC 3339 with a `T` and a zone, which is what AWS takes for a moment. */
export const isTimestamp = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

const timestamp = z.string().refine((text) => isExpression(text) || isTimestamp(text), {
  error: "expected a moment as 2027-01-31T09:00:00Z, or a JSONata expression: {% … %}",
});

const variable = z
  .string()
  .max(80)
  .regex(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u, "expected the name of a variable")
  .refine((text) => text !== "states", "expected another name: $states is reserved");

const language = z.literal("JSONata", { error: 'expected "JSONata", the only query language known here' });
const anything = { Comment: z.string().optional(), QueryLanguage: language.optional() };
const output = { Output: z.unknown().optional() };
const assign = { Assign: z.record(variable, z.unknown()).optional() };
const end = z.literal(true, { error: "expected true, or Next instead" });
const flow = { Next: name.optional(), End: end.optional() };

const errorNames = z
  .array(
    z
      .string()
      .min(1)
      .max(256)
      .refine((text) => !text.startsWith("States.") || reservedErrors.has(text), {
        error: `expected the name of an error; of those with States. these are known: ${[...reservedErrors].join(", ")}`,
      }),
  )
  .min(1)
  .refine((names) => names.length === 1 || !names.includes("States.ALL"), "expected States.ALL to stand alone");

/** States.ALL takes everything, so what came after it would never be reached. */
const lastTakesAll = (list: readonly { readonly ErrorEquals: readonly string[] }[]): boolean =>
  list.slice(0, -1).every(({ ErrorEquals }) => !ErrorEquals.includes("States.ALL"));
const allLast = "expected States.ALL in the last entry only";

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  IntervalSeconds: whole(1, longestSeconds).default(1),
  MaxAttempts: whole(0, longestSeconds).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: whole(1, 31_622_399).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).default("NONE"),
});

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorNames,
  Next: name,
  ...output,
  ...assign,
});

const resource = z.string().regex(/^arn:aws[a-z-]*:states:::(lambda:invoke(\.waitForTaskToken)?|sns:publish)$/, {
  error: "expected arn:<partition>:states:::lambda:invoke, …:lambda:invoke.waitForTaskToken or …:sns:publish",
});

const task = z.strictObject({
  Type: z.literal("Task"),
  ...anything,
  Resource: resource,
  Arguments: z.union([expression, z.record(z.string(), z.unknown())], {
    error: "expected an object, or a JSONata expression: {% … %}",
  }),
  ...output,
  ...assign,
  TimeoutSeconds: seconds(1).optional(),
  HeartbeatSeconds: seconds(1).optional(),
  Retry: z.array(retrier).refine(lastTakesAll, allLast).optional(),
  Catch: z.array(catcher).refine(lastTakesAll, allLast).optional(),
  ...flow,
});

const rule = z.strictObject({
  Comment: z.string().optional(),
  Condition: expression,
  Next: name,
  ...output,
  ...assign,
});

const pass = z.strictObject({ Type: z.literal("Pass"), ...anything, ...output, ...assign, ...flow });
const choice = z.strictObject({
  Type: z.literal("Choice"),
  ...anything,
  Choices: z.array(rule).min(1),
  Default: name.optional(),
  ...output,
  ...assign,
});
const wait = z.strictObject({
  Type: z.literal("Wait"),
  ...anything,
  Seconds: seconds(0).optional(),
  Timestamp: timestamp.optional(),
  ...output,
  ...assign,
  ...flow,
});
const succeed = z.strictObject({ Type: z.literal("Succeed"), ...anything, ...output });
const fail = z.strictObject({
  Type: z.literal("Fail"),
  ...anything,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const state = z.discriminatedUnion("Type", [pass, task, choice, wait, succeed, fail], {
  error: "expected one of the state types Pass, Task, Choice, Wait, Succeed and Fail",
});

/** What a definition may hold: the part of the States Language that runs here, and nothing else. */
export const definitionSchema = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: language.optional(),
  Version: z.literal("1.0").optional(),
  TimeoutSeconds: whole(1, longestSeconds).optional(),
  StartAt: name,
  States: z.record(name, state),
});

export type StateDefinition = z.infer<typeof state>;
export type TaskDefinition = z.infer<typeof task>;
