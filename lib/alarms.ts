import { Duration, Stack } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  type Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { FunctionName } from "./bundles.ts";
import type { StintFunction } from "./stint-function.ts";

export interface AlarmsProps {
  /** Told of each alarm. */
  readonly topic: ITopic;
  readonly functions: Readonly<Record<FunctionName, StintFunction>>;
  readonly machine: StateMachine;
  readonly api: HttpApi;
  readonly table: TableV2;
  readonly undelivered: Queue;
}

interface AlarmOptions {
  /** What it means, and what to do. */
  readonly because: string;
  readonly metric: IMetric;
  readonly threshold?: number;
  /** How many of the last five minutes' periods have to be over the threshold, of how many; one of one unless told. */
  readonly of?: readonly [number, number];
}

/** Where the metrics are that come from log lines. */
const namespace = "Stint";
const period = Duration.minutes(5);

/** What somebody must know of. Each alarm's description says what it means and what to do. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  /** How many sessions were issued, by the log. */
  readonly issued: Metric;
  /** How many of them CloudTrail has shown to the witness. */
  readonly witnessed: Metric;
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    this.letAlarmsPublish();
    const { credentials, witness } = props.functions;
    this.issued = this.lines("Issued", credentials, '{ $.message = "request event" && $.type = "issued" }');
    this.witnessed = this.lines("Witnessed", witness, '{ $.message = "session recorded" }');
    this.aboutApprovals();
    this.aboutCuttingOff();
    this.aboutTheReconciler();
    this.aboutParts();
  }

  /** A topic with a policy of its own takes from CloudWatch only what that says. */
  private letAlarmsPublish(): void {
    const { account, region, partition } = Stack.of(this);
    this.props.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.props.topic.topicArn],
        conditions: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
  }

  private aboutApprovals(): void {
    const { functions, machine } = this.props;
    this.raise("SealNotVerified", {
      because:
        "Credentials were refused because an approval does not carry a valid seal, or its history was changed: somebody may have written into the table. Look for 'approval not verified' in the log of the credentials function, compare the history with the hashes in the logs, and find in CloudTrail who wrote the table.",
      metric: this.logged("credentials", "approval not verified"),
    });
    this.raise("HistoryNotVerified", {
      because:
        "A decision was refused because the request's history was changed: somebody may have written into the table. Look for 'history not verified' in the log of the decide function, and find in CloudTrail who wrote the table.",
      metric: this.logged("decide", "history not verified"),
    });
    this.raise("SessionNotRecorded", {
      because:
        "CloudTrail shows a session of the broker role that no history has: somebody may hold the broker's credentials. Find 'session not recorded' in the log of the witness function; it names the session. Cut it off in its account (docs/security.md), then find out who called STS. A single one beside a time-out of STS in the log of the credentials function is a session whose answer got lost.",
      metric: this.logged("witness", "session not recorded"),
    });
    this.raise("WorkflowFailed", {
      because:
        "The workflow of a request failed or ran out of time. Access ends on time by itself; but sessions of a request that was revoked or ended early may live on until then, if cutting them off is what failed. The reconciler starts the workflow again within minutes; if this repeats, read the logs of the functions workflow and cut-off and the execution in Step Functions.",
      metric: new MathExpression({
        expression: "failed + timedOut",
        label: "failed workflows",
        period,
        usingMetrics: { failed: machine.metricFailed({ period }), timedOut: machine.metricTimedOut({ period }) },
      }),
    });
    this.raise("NoTokens", {
      because:
        "Somebody was refused a token: most likely their groups did not arrive complete from the identity provider. The error in the log of the pre-token function says what was wrong; mend it at the provider.",
      metric: functions["pre-token"].metricErrors({ period }),
    });
  }

  private aboutCuttingOff(): void {
    this.raise("CutOffFailed", {
      because:
        "Sessions of a request that was taken back could not be cut off, or an account's list could not be compared: they may live on, for an hour at most. Look for 'cut-off failed' in the log of the cut-off function. Is StintTarget deployed in that account? In an emergency attach AWSDenyAll to the elevated role there.",
      metric: this.logged("cut-off", "cut-off failed"),
    });
    this.raise("CutOffListDiffered", {
      because:
        "A cut-off list that is live differed from the one that should be, and was published again: somebody changed the policy StintCutOff in a target account. Find in that account's CloudTrail who called CreatePolicyVersion or SetDefaultPolicyVersion.",
      metric: this.logged("cut-off", "cut-off list differed"),
    });
    this.raise("CutOffOfEveryone", {
      because:
        "More sessions of one account were cut off within an hour than a policy can list, so every session issued there before was cut off, those of other requests too. Tell whoever works there: they can fetch new credentials at once.",
      metric: this.logged("cut-off", "cut-off of everyone"),
    });
  }

  private aboutTheReconciler(): void {
    const { reconcile } = this.props.functions;
    this.raise("ReconcilerFoundWork", {
      because:
        "The reconciler mended something twice within a quarter of an hour: something keeps failing before it. Its log line 'reconciled' says what (settled, woken, started, failed); read the logs of the workflow function and of the one that should have woken it.",
      metric: this.lines(
        "Mended",
        reconcile,
        '{ $.message = "reconciled" && ($.settled > 0 || $.woken > 0 || $.started > 0 || $.failed > 0) }',
      ),
      of: [2, 3],
    });
    const missed = new Alarm(this, "ReconcilerSilent", {
      alarmDescription:
        "The reconciler has not finished for a quarter of an hour, so nothing is mended that fails now. Read the log of the reconcile function, and look at its schedule.",
      metric: this.lines("Reconciled", reconcile, '{ $.message = "reconciled" }'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.tell(missed);
  }

  private aboutParts(): void {
    const { functions, api, table, undelivered } = this.props;
    for (const [name, fn] of Object.entries(functions))
      if (name !== "pre-token")
        this.raise(`${fn.node.id}Errors`, {
          because: `The ${name} function crashed, or ran out of its time. Whoever waited for it was told; what it left undone is tried again. Read its log.`,
          metric: fn.metricErrors({ period }),
        });
    const throttles = Object.values(functions).map((fn, i) => [`f${i}`, fn.metricThrottles({ period })] as const);
    this.raise("Throttled", {
      because:
        "Lambda turned invocations away: the account's concurrency, or what deployment.yaml reserves, is used up. Raise one of the two.",
      metric: new MathExpression({
        expression: throttles.map(([variable]) => variable).join(" + "),
        label: "throttled invocations",
        period,
        usingMetrics: Object.fromEntries(throttles),
      }),
    });
    this.raise("ApiFailing", {
      because:
        "The API answered several requests with an error of its own or of AWS's. Look for 'an unexpected error' and 'an AWS call failed' in the logs of api, decide and credentials.",
      metric: api.metricServerError({ period, statistic: Stats.SUM }),
      threshold: 5,
    });
    this.raise("Undelivered", {
      because:
        "The queue of undelivered events is not empty: a scheduled run, a change event or a record of CloudTrail reached nobody. Each message says which and why; delete it when that is settled.",
      metric: undelivered.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    });
    this.raise("TableThrottled", {
      because:
        "DynamoDB turned away reads or writes of the requests' table. They were tried again, and people may have waited. Look for what calls so often; an on-demand table grows with its load within minutes.",
      metric: new MathExpression({
        expression: "reads + writes",
        label: "throttled reads and writes",
        period,
        usingMetrics: {
          reads: table.metric("ReadThrottleEvents", { period, statistic: Stats.SUM }),
          writes: table.metric("WriteThrottleEvents", { period, statistic: Stats.SUM }),
        },
      }),
    });
  }

  private raise(id: string, { because, metric, threshold = 1, of = [1, 1] }: AlarmOptions): void {
    const [datapointsToAlarm, evaluationPeriods] = of;
    const alarm = new Alarm(this, id, {
      alarmDescription: because,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.tell(alarm);
  }

  private tell(alarm: Alarm): void {
    alarm.addAlarmAction(new SnsAction(this.props.topic));
    this.all.push(alarm);
  }

  /** Counts the lines with this message in a function's log. */
  private logged(name: FunctionName, message: string): Metric {
    const id = message.replace(/[^a-z]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return this.lines(
      `${id[0]?.toUpperCase()}${id.slice(1)}`,
      this.props.functions[name],
      `{ $.message = "${message}" }`,
    );
  }

  private lines(metricName: string, fn: StintFunction, pattern: string): Metric {
    const filter = fn.logGroup.addMetricFilter(metricName, {
      filterName: metricName,
      filterPattern: FilterPattern.literal(pattern),
      metricNamespace: namespace,
      metricName,
      defaultValue: 0,
    });
    return filter.metric({ period, statistic: Stats.SUM });
  }
}
