import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import type { CfnFunction, IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type IChainable,
  IntegrationPattern,
  LogLevel,
  Pass,
  QueryLanguage,
  StateMachine,
  Succeed,
  TaskInput,
  type TaskStateBase,
} from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke, SnsPublish } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Logs } from "./logs.ts";
import type { StintFunction } from "./stint-function.ts";

/** Fixed, so that the function which runs the tasks can be let to answer them without referring back to the machine. */
export const machineName = "stint-requests";

export interface ApprovalWorkflowProps {
  /** Runs the tasks; lambda/workflow has one file for each. */
  readonly tasks: IFunction;
  /** Denies the sessions of a request that was taken or given back. */
  readonly cutOff: IFunction;
  readonly logs: Logs;
  /** Told when a workflow could not go on. Required: silence here would leave people waiting. */
  readonly alerts: ITopic;
}

/**
 * Follows one request from the ask to its end. It looks where the request stands, does what that asks for, waits until
 * something changes or time is up, and looks again:
 *
 *     Look ─ pending ──► AskApprovers (waits: a decision, the next reminder, the deadline) ──► Look
 *          ─ scheduled ► TellScheduled ► AwaitStart (waits: the start) ──► Look
 *          ─ active ───► TellActive ► Hold (waits: the end, or that it is taken back) ──► Look
 *          ─ sessions may outlive it ► CutOff ► RecordEnd
 *          ─ else ─────► RecordEnd (lapsed, expired) ► TellOutcome ► Close ► Done
 *
 * It records what time does and tells people. It never decides whether access holds: that is computed at each use.
 */
export class ApprovalWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { tasks, cutOff, logs, alerts }: ApprovalWorkflowProps) {
    super(scope, id);
    const failed = this.alarm(alerts);
    const task = (name: string, run: string, lambdaFunction = tasks) =>
      withFailurePath(
        LambdaInvoke.jsonata(this, name, {
          lambdaFunction,
          payload: TaskInput.fromObject({ task: run, id: "{% $id %}" }),
          retryOnServiceExceptions: false,
          outputs: "{% $states.input %}",
        }),
        failed,
      );
    const wait = (name: string, run: string) =>
      withFailurePath(
        new TaskWithDeadline(this, name, {
          lambdaFunction: tasks,
          integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
          payload: TaskInput.fromObject({
            task: run,
            id: "{% $id %}",
            token: "{% $states.context.Task.Token %}",
            waitsFor: "{% $waiting.key %}",
          }),
          queryLanguage: QueryLanguage.JSONATA,
          retryOnServiceExceptions: false,
        }),
        failed,
        look,
      );

    const begin = Pass.jsonata(this, "Begin", { assign: { id: "{% $states.input.id %}" } });
    const look = withFailurePath(
      LambdaInvoke.jsonata(this, "Look", {
        lambdaFunction: tasks,
        payload: TaskInput.fromObject({ task: "look", id: "{% $id %}" }),
        retryOnServiceExceptions: false,
        assign: { waiting: "{% $states.result.Payload %}" },
      }),
      failed,
    );

    const phaseIs = (phase: string) => Condition.jsonata(`{% $waiting.phase = "${phase}" %}`);
    const stands = Choice.jsonata(this, "WhereItStands");
    look.next(stands);
    stands.when(phaseIs("pending"), wait("AskApprovers", "ask-approvers").next(look));
    stands.when(
      phaseIs("scheduled"),
      task("TellScheduled", "tell-requester").next(wait("AwaitStart", "hold")).next(look),
    );
    stands.when(phaseIs("active"), task("TellActive", "tell-requester").next(wait("Hold", "hold")).next(look));
    const recordEnd = task("RecordEnd", "settle-request");
    stands.when(Condition.jsonata("{% $waiting.cutOff %}"), task("CutOff", "cut-off", cutOff).next(recordEnd));
    stands.otherwise(
      recordEnd
        .next(task("TellOutcome", "tell-requester"))
        .next(task("Close", "close-request"))
        .next(Succeed.jsonata(this, "Done")),
    );

    this.machine = new StateMachine(this, "Machine", {
      stateMachineName: machineName,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(begin.next(look)),
      timeout: Duration.days(365),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        // Payloads name people and carry task tokens.
        includeExecutionData: false,
        destination: logs.group(this, "Logs"),
      },
    });
    acknowledge(this.machine.role, {
      "AwsSolutions-IAM5[Resource::*]": "X-Ray's actions and those of log delivery take no resource",
      ...Object.fromEntries(
        [tasks, cutOff].map((fn) => [
          `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(fn.node.defaultChild as CfnFunction)}.Arn>:*]`,
          "The versions of the one function that it runs",
        ]),
      ),
    });
  }

  /** Lets a function wake the workflow of a request. */
  grantWake(to: StintFunction): void {
    const arn = Stack.of(this).formatArn({
      service: "states",
      resource: "stateMachine",
      resourceName: machineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    to.allow(["states:SendTaskSuccess"], [arn]);
  }

  /** Where every failure ends up: somebody is told, and the execution fails, so that the reconciler starts another. */
  private alarm(topic: ITopic): IChainable {
    const failed = Fail.jsonata(this, "Failed", { error: "Stint.WorkflowFailed", cause: "{% $error.Error %}" });
    const publish = SnsPublish.jsonata(this, "RaiseAlarm", {
      topic,
      subject: "Stint: a workflow failed",
      message: TaskInput.fromText(
        "{% 'The workflow of request ' & $id & ' failed: ' & $error.Error & '. Access ends on time by itself; but sessions of a request that was revoked or ended early may live on until then, if cutting them off is what failed. The reconciler starts the workflow again within minutes; if this repeats, read the logs of the functions workflow and cut-off.' %}",
      ),
    });
    publish.addRetry(whatMayPass);
    publish.addCatch(failed, { errors: ["States.ALL"] });
    return publish.next(failed);
  }
}

/** Tries again for about four minutes. */
const whatMayPass = {
  errors: ["States.TaskFailed"],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxAttempts: 8,
  maxDelay: Duration.minutes(1),
};

/** Retries what may pass by itself, then raises the alarm. A wait whose time is out looks again. */
function withFailurePath<T extends TaskStateBase>(task: T, failed: IChainable, timedOut?: IChainable): T {
  if (timedOut) task.addCatch(timedOut, { errors: ["States.Timeout"] });
  task.addRetry(whatMayPass);
  task.addCatch(failed, { errors: ["States.ALL"], assign: { error: "{% $states.errorOutput %}" } });
  return task;
}

/** Counted when the wait begins, not when it was looked: telling people comes in between, and may take minutes of retries. */
const secondsLeft = "{% $max([1, $ceil(($toMillis($waiting.until) - $millis()) / 1000)]) %}";

/** The construct library cannot write a JSONata `TimeoutSeconds`: `Timeout.at` gives a field that JSONata machines refuse. */
class TaskWithDeadline extends LambdaInvoke {
  override toStateJson(language?: QueryLanguage): object {
    return { ...super.toStateJson(language), TimeoutSeconds: secondsLeft };
  }
}
