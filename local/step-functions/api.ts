import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsJsonError, jsonAnswer, jsonBody } from "../aws-json.ts";
import type { Part, WireAnswer } from "../wire.ts";
import { bytes, dataLimit, isJson } from "./data.ts";
import type { Executions } from "./executions.ts";
import type { Ending } from "./record.ts";

const arn = z.string().min(1).max(256);
const token = z.string().min(1).max(2048);
const json = z.string().refine((text) => bytes(text) <= dataLimit, `expected at most ${dataLimit} bytes`);
const page = {
  maxResults: z.int().min(0).max(1000).default(0),
  nextToken: z.string().min(1).max(1024).optional(),
};
const ending = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html, at `name`. */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\u{fffe}\u{ffff}\u{10ffff}]/u;

/** An operation: the fields that it takes, and what it does with them. */
interface Operation {
  readonly answer: (input: unknown, executions: Executions) => object;
}

function operation<T>(fields: z.ZodType<T>, answer: (input: T, executions: Executions) => object): Operation {
  return {
    answer(input, executions) {
      const parsed = fields.safeParse(input);
      if (parsed.success) return answer(parsed.data, executions);
      const problems = parsed.error.issues.map(({ path, message }) => `Value at '${path.join(".")}': ${message}`);
      throw new AwsJsonError("ValidationException", problems.join("; "));
    },
  };
}

const operations: Readonly<Record<string, Operation>> = {
  StartExecution: operation(
    z.strictObject({ stateMachineArn: arn, name: z.string().optional(), input: json.default("{}") }),
    ({ stateMachineArn, name = randomUUID(), input }, executions) => {
      checkArn(stateMachineArn, "stateMachine");
      if (name.length < 1 || name.length > 80 || forbidden.test(name))
        throw new AwsJsonError("InvalidName", `Invalid Name: '${name}'`);
      if (!isJson(input))
        throw new AwsJsonError("InvalidExecutionInput", "Invalid State Machine Execution Input: expected JSON");
      const { arn: executionArn, startedAt } = executions.start(stateMachineArn, name, input);
      return { executionArn, startDate: startedAt / 1000 };
    },
  ),
  DescribeExecution: operation(z.strictObject({ executionArn: arn }), ({ executionArn }, executions) => {
    checkArn(executionArn, "execution");
    const { stateMachineArn, name, status, startedAt, stoppedAt, input, output, error, cause } =
      executions.find(executionArn);
    return {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: startedAt / 1000,
      ...(stoppedAt !== undefined && { stopDate: stoppedAt / 1000 }),
      input,
      inputDetails: { included: true },
      ...(output !== undefined && { output, outputDetails: { included: true } }),
      error,
      cause,
    };
  }),
  ListExecutions: operation(
    z.strictObject({
      stateMachineArn: arn,
      statusFilter: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]).optional(),
      ...page,
    }),
    ({ stateMachineArn, statusFilter, maxResults, nextToken }, executions) => {
      checkArn(stateMachineArn, "stateMachine");
      if (!executions.defined(stateMachineArn))
        throw new AwsJsonError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
      const all = executions.list(stateMachineArn).filter(({ status }) => (statusFilter ?? status) === status);
      const { items, next } = pageOf(all, ({ arn: key }) => key, maxResults, nextToken);
      return {
        executions: items.map((summary) => ({
          executionArn: summary.arn,
          stateMachineArn,
          name: summary.name,
          status: summary.status,
          startDate: summary.startedAt / 1000,
          ...(summary.stoppedAt !== undefined && { stopDate: summary.stoppedAt / 1000 }),
        })),
        ...next,
      };
    },
  ),
  GetExecutionHistory: operation(
    z.strictObject({ executionArn: arn, reverseOrder: z.boolean().default(false), ...page }),
    ({ executionArn, reverseOrder, maxResults, nextToken }, executions) => {
      checkArn(executionArn, "execution");
      const { history } = executions.find(executionArn);
      const ordered = reverseOrder ? history.toReversed() : history;
      const { items, next } = pageOf(ordered, ({ id }) => String(id), maxResults, nextToken);
      return { events: items.map((event) => ({ ...event, timestamp: event.timestamp / 1000 })), ...next };
    },
  ),
  StopExecution: operation(
    z.strictObject({ executionArn: arn, ...ending }),
    ({ executionArn, ...given }, executions) => {
      checkArn(executionArn, "execution");
      const stoppedAt = executions.stop(executionArn, endingOf(given));
      return { stopDate: (stoppedAt ?? 0) / 1000 };
    },
  ),
  SendTaskSuccess: operation(
    z.strictObject({ taskToken: token, output: json }),
    ({ taskToken, output }, executions) => {
      if (!isJson(output)) throw new AwsJsonError("InvalidOutput", "Invalid Output: expected JSON");
      executions.useToken(taskToken, (task) => {
        task.outcome = { result: JSON.parse(output) };
      });
      return {};
    },
  ),
  SendTaskFailure: operation(z.strictObject({ taskToken: token, ...ending }), ({ taskToken, ...given }, executions) => {
    executions.useToken(taskToken, (task) => {
      task.outcome = { error: "", ...endingOf(given) };
    });
    return {};
  }),
  SendTaskHeartbeat: operation(z.strictObject({ taskToken: token }), ({ taskToken }, executions) => {
    executions.useToken(taskToken, (task) => {
      task.aliveAt = executions.now;
    });
    return {};
  }),
};

/** The AWS JSON 1.0 API over these executions. */
export function stepFunctionsApi(executions: Executions): Part {
  return ({ headers, body }) => {
    const [service, name = ""] = (headers["x-amz-target"] ?? "").split(".");
    if (executions.closing) return failed(503, "ServiceUnavailable", "Step Functions is being closed.");
    if (service !== "AWSStepFunctions" || !Object.hasOwn(operations, name))
      return failed(400, "UnknownOperationException", `"${headers["x-amz-target"]}" is not known here.`);
    try {
      return jsonAnswer("1.0", 200, operations[name]?.answer(jsonBody(body), executions));
    } catch (error) {
      if (error instanceof AwsJsonError) return failed(400, error.type, error.message);
      throw error;
    }
  };
}

function failed(status: number, type: string, message: string): WireAnswer {
  return jsonAnswer("1.0", status, { __type: type, message });
}

function checkArn(text: string, kind: "stateMachine" | "execution"): void {
  if (!new RegExp(`^arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:${kind}:.+$`, "u").test(text))
    throw new AwsJsonError(
      "InvalidArn",
      `Invalid Arn: '${text}' is not the ARN of a${kind === "execution" ? "n" : ""} ${kind}`,
    );
}

function endingOf({ error, cause }: { error?: string | undefined; cause?: string | undefined }): Ending {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

/** AWS's page where none is asked for. */
const usualPage = 100;

/** One page of a list; the token names the last item of the page before. */
function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  maxResults: number,
  nextToken: string | undefined,
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } {
  const last = nextToken === undefined ? undefined : Buffer.from(nextToken, "base64url").toString();
  const at = all.findIndex((item) => keyOf(item) === last);
  if (last !== undefined && at === -1) throw new AwsJsonError("InvalidToken", "Invalid Token: 'Invalid token'");
  const items = all.slice(at + 1, at + 1 + (maxResults || usualPage));
  const end = items.at(-1);
  const more = end !== undefined && at + 1 + items.length < all.length;
  return { items, next: more ? { nextToken: Buffer.from(keyOf(end)).toString("base64url") } : {} };
}
