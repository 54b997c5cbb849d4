import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hubWithEveryOption, shippedHub } from "./hub-template.ts";

const hub = shippedHub();
const alarms = hub.ofType("AWS::CloudWatch::Alarm");
const topic = hub.one("AWS::SNS::Topic");

describe("each alarm", () => {
  test.each(alarms.map(({ id, Properties }) => [id.replace(/^Alarms|[0-9A-F]{8}$/g, ""), Properties] as const))(
    "%s reaches the topic, and says what it means and what to do",
    (_, { AlarmActions, ActionsEnabled, AlarmDescription, TreatMissingData }) => {
      expect(AlarmActions).toEqual([{ Ref: topic.id }]);
      expect(ActionsEnabled).not.toBe(false);
      expect(AlarmDescription.length).toBeGreaterThan(60);
      expect(AlarmDescription.length).toBeLessThan(1024);
      expect(["notBreaching", "breaching"]).toContain(TreatMissingData);
    },
  );

  test("is one of these", () => {
    expect(alarms.map(({ id }) => id.replace(/^Alarms|[0-9A-F]{8}$/g, "")).sort()).toEqual(
      [
        "ApiFailing",
        "ApiFunctionErrors",
        "CredentialsFunctionErrors",
        "CutOffFailed",
        "CutOffFunctionErrors",
        "CutOffListDiffered",
        "CutOffOfEveryone",
        "DecideFunctionErrors",
        "HistoryNotVerified",
        "NoTokens",
        "ReconcileFunctionErrors",
        "ReconcilerFoundWork",
        "ReconcilerSilent",
        "SealNotVerified",
        "SessionNotRecorded",
        "TableThrottled",
        "Throttled",
        "Undelivered",
        "WitnessFunctionErrors",
        "WorkflowFailed",
        "WorkflowFunctionErrors",
      ].sort(),
    );
  });

  test("takes silence for trouble where there should be none, and only there", () => {
    const breaching = alarms.filter(({ Properties }) => Properties.TreatMissingData === "breaching");
    expect(breaching.map(({ Properties }) => Properties.MetricName)).toEqual(["Reconciled"]);
  });

  test("about the reconciler's work asks for it twice", () => {
    const found = alarms.find(({ Properties }) => Properties.MetricName === "Mended");
    expect(found?.Properties).toMatchObject({ DatapointsToAlarm: 2, EvaluationPeriods: 3, Period: 300 });
  });
});

describe("the metrics that come from logs", () => {
  const filters = hub.ofType("AWS::Logs::MetricFilter").map(({ Properties }) => Properties);
  const folderOf = (group: string) =>
    group
      .replace(/FunctionLogs.*/, "")
      .replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase();

  test.each(filters.map((filter) => [filter.FilterName, filter] as const))(
    "%s counts a line that its function writes",
    (_, { FilterPattern, LogGroupName }) => {
      const [, message] = /^\{ \$\.message = "([^"]+)"/.exec(FilterPattern) ?? [];
      const folder = folderOf(LogGroupName.Ref);
      // What the shared files log, every function does that uses them.
      const sources = globSync([`lambda/${folder}/*.ts`, "lambda/requests.ts"]).map((file) =>
        readFileSync(file, "utf8"),
      );
      expect(sources.length).toBeGreaterThan(1);
      expect(
        sources.some((source) => source.includes(`"${message}"`)),
        `${folder}: ${message}`,
      ).toBe(true);
    },
  );

  test("of the reconciler's work count each thing that it mends, but for what the policy revokes", () => {
    const mended = filters.find(({ FilterName }) => FilterName === "Mended");
    const counted = [...mended.FilterPattern.matchAll(/\$\.(\w+) > 0/g)].map(([, field]) => field);
    const source = readFileSync("lambda/reconcile/reconcile.ts", "utf8");
    const [, fields = ""] = /const mended: Mended = \{([^}]*)\}/.exec(source) ?? [];
    const all = [...fields.matchAll(/(\w+): 0/g)].map(([, field]) => field);
    expect(counted.sort()).toEqual(all.filter((field) => field !== "revoked").sort());
  });
});

describe("what is told", () => {
  test("goes to the topic over TLS, and from it to whom the deployment names", async () => {
    expect(hub.ofType("AWS::SNS::Subscription")).toEqual([]);
    const [policy] = hub.ofType("AWS::SNS::TopicPolicy");
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      expect.objectContaining({
        Effect: "Allow",
        Action: "sns:Publish",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "999988887777" },
          ArnLike: { "aws:SourceArn": expect.anything() },
        },
      }),
    ]);
    const full = await hubWithEveryOption("saml");
    expect(full.ofType("AWS::SNS::Subscription").map(({ Properties }) => Properties)).toEqual([
      { Endpoint: "oncall@example.com", Protocol: "email", TopicArn: { Ref: topic.id } },
    ]);
  });

  test("has one page to look at, with every alarm on it", () => {
    const body = JSON.stringify(hub.one("AWS::CloudWatch::Dashboard").Properties.DashboardBody);
    for (const { id } of alarms) expect(body).toContain(id);
  });

  test("is kept where it could not be delivered: by both schedules, the witness's rule and its function, and the pipe", () => {
    const queue = { "Fn::GetAtt": [hub.one("AWS::SQS::Queue").id, "Arn"] };
    for (const { Properties } of hub.ofType("AWS::Scheduler::Schedule"))
      expect(Properties.Target.DeadLetterConfig).toEqual({ Arn: queue });
    expect(hub.one("AWS::Events::Rule").Properties.Targets).toEqual([
      expect.objectContaining({ DeadLetterConfig: { Arn: queue } }),
    ]);
    expect(hub.one("AWS::Lambda::Function", "Witness").Properties.DeadLetterConfig).toEqual({ TargetArn: queue });
    const { DynamoDBStreamParameters } = hub.one("AWS::Pipes::Pipe").Properties.SourceParameters;
    expect(DynamoDBStreamParameters.DeadLetterConfig).toEqual({ Arn: queue });
  });

  test("of sessions includes what CloudTrail calls read-only, which AssumeRole is", () => {
    const { State, EventPattern } = hub.one("AWS::Events::Rule").Properties;
    expect(State).toBe("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    expect(EventPattern.detail.userIdentity.sessionContext.sessionIssuer.arn).toEqual([
      { "Fn::GetAtt": [expect.stringMatching(/^CredentialsFunctionRole/), "Arn"] },
    ]);
  });
});
