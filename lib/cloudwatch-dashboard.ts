import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Stats,
} from "aws-cdk-lib/aws-cloudwatch";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";
import type { StintFunction } from "./stint-function.ts";

export interface DashboardProps {
  readonly alarms: Alarms;
  readonly functions: Readonly<Record<string, StintFunction>>;
  readonly machine: StateMachine;
  readonly api: HttpApi;
}

const period = Duration.minutes(5);

/** One page for whoever runs Stint: what is wrong, what goes on, and how fast. */
export function addDashboard(scope: Construct, id: string, { alarms, functions, machine, api }: DashboardProps): void {
  const graph = (title: string, ...left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 8, height: 6 });
  const each = (metric: (fn: StintFunction) => IMetric) => Object.values(functions).map(metric);
  const named = (name: string) => ({ period, statistic: Stats.SUM, label: name });
  new Dashboard(scope, id, {
    dashboardName: "Stint",
    widgets: [
      [new AlarmStatusWidget({ title: "Alarms", alarms: alarms.all, width: 24, height: 4 })],
      [
        graph("Sessions: issued, and witnessed by CloudTrail", alarms.issued, alarms.witnessed),
        graph(
          "Workflows",
          machine.metricStarted(named("started")),
          machine.metricSucceeded(named("finished")),
          machine.metricFailed(named("failed")),
        ),
        graph(
          "API: answers",
          api.metricCount(named("all")),
          api.metricClientError(named("4xx")),
          api.metricServerError(named("5xx")),
        ),
      ],
      [
        graph(
          "API: milliseconds",
          api.metricLatency({ period, statistic: Stats.p(50), label: "p50" }),
          api.metricLatency({ period, statistic: Stats.p(95), label: "p95" }),
        ),
        graph("Functions: milliseconds (p95)", ...each((fn) => fn.metricDuration({ period, statistic: Stats.p(95) }))),
        graph("Functions: errors", ...each((fn) => fn.metricErrors({ period }))),
      ],
    ],
  });
}
