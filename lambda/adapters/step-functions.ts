import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { Workflow } from "../deps.ts";

/** Answers task tokens, of whatever state machine of this account. */
export function openTasks(client = new SFNClient({})): Pick<Workflow, "answer"> {
  return {
    async answer(taskToken) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
      } catch (error) {
        // The task has timed out or been answered: the workflow is awake and will look for itself.
        if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken))
          throw error;
      }
    },
  };
}

/** The state machine that follows requests; an execution is named `<request id>-<attempt>`. */
export function openWorkflow(stateMachineArn: string): Workflow {
  const client = new SFNClient({});
  return {
    ...openTasks(client),

    async start(id, attempt) {
      try {
        const input = JSON.stringify({ id });
        await client.send(new StartExecutionCommand({ stateMachineArn, name: `${id}-${attempt}`, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async status(id, attempt) {
      const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${id}-${attempt}`;
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (status === "RUNNING" || status === "PENDING_REDRIVE") return "running";
        return status === "SUCCEEDED" ? "succeeded" : "failed";
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return "missing";
        throw error;
      }
    },
  };
}
