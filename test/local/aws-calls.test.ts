import { describe, expect, test } from "vitest";
import { type AwsCall, type AwsCaller, type AwsService, type OnAwsCall, watchCalls } from "../../local/aws-calls.ts";
import type { WireRequest } from "../../local/wire.ts";

const cutOffRole = "arn:aws:iam::111122223333:role/stint-control/StintCutOff";
const callers = new Map<string, AwsCaller>([
  ["ASIAAPI", { function: "api" }],
  ["ASIACUTOFF", { function: "cut-off", assumed: cutOffRole }],
]);
const machine = "arn:aws:states:eu-west-1:999988887777:stateMachine:stint-requests";

/** A part behind `onCall` that answers "done", and what it was asked. */
function watched(service: AwsService, onCall: OnAwsCall | undefined) {
  const reached: WireRequest[] = [];
  const part = watchCalls({
    account: "999988887777",
    region: "eu-west-1",
    stateMachineArn: machine,
    callerOf: (key) => callers.get(key ?? ""),
    onCall,
  })(service, (request) => {
    reached.push(request);
    return { status: 200, body: "done" };
  });
  return { part, reached };
}

function aRequest(target: string, body: object | URLSearchParams, accessKeyId = "ASIAAPI"): WireRequest {
  return {
    method: "POST",
    url: new URL("http://localhost/"),
    headers: { "x-amz-target": target },
    body: Buffer.from(body instanceof URLSearchParams ? body.toString() : JSON.stringify(body)),
    accessKeyId,
  };
}

describe("watchCalls", () => {
  const table = "arn:aws:dynamodb:eu-west-1:999988887777:table/requests";
  const execution = machine.replace("stateMachine", "execution");
  const role = "arn:aws:iam::111122223333:role/stint/Stint-ReadOnly";
  test.each<[AwsService, string, object | URLSearchParams, string, string]>([
    ["dynamodb", "DynamoDB_20120810.GetItem", { TableName: "requests" }, "GetItem", table],
    ["dynamodb", "DynamoDB_20120810.Query", { TableName: "requests", IndexName: "all" }, "Query", `${table}/index/all`],
    ["kms", "TrentService.GenerateMac", { KeyId: "arn:key" }, "GenerateMac", "arn:key"],
    ["states", "AWSStepFunctions.StartExecution", { stateMachineArn: machine }, "StartExecution", machine],
    ["states", "AWSStepFunctions.DescribeExecution", { executionArn: execution }, "DescribeExecution", execution],
    ["states", "AWSStepFunctions.SendTaskSuccess", { taskToken: "t" }, "SendTaskSuccess", machine],
    ["states", "AWSStepFunctions.ListStateMachines", {}, "ListStateMachines", "*"],
    ["iam", "", new URLSearchParams({ Action: "GetPolicy", PolicyArn: "arn:policy" }), "GetPolicy", "arn:policy"],
    ["secretsmanager", "secretsmanager.GetSecretValue", { SecretId: "arn:secret" }, "GetSecretValue", "arn:secret"],
    ["sts", "", new URLSearchParams({ Action: "AssumeRole", RoleArn: role }), "AssumeRole", role],
    ["sts", "", new URLSearchParams({ Action: "GetCallerIdentity" }), "GetCallerIdentity", "*"],
    [
      ...(["ses", "", { FromEmailAddress: "stint@example.com" }, "SendEmail"] as const),
      "arn:aws:ses:eu-west-1:999988887777:identity/stint@example.com",
    ],
  ])("names a call of %s %s as IAM does", async (service, target, body, action, resource) => {
    const calls: AwsCall[] = [];
    const { part } = watched(service, (call, answer) => {
      calls.push(call);
      return answer();
    });
    expect(await part(aRequest(target, body))).toEqual({ status: 200, body: "done" });
    expect(calls).toEqual([{ function: "api", service, action, resource }]);
  });

  test("tells as whom a function calls with credentials that it was given", async () => {
    const calls: AwsCall[] = [];
    const { part } = watched("iam", (call, answer) => {
      calls.push(call);
      return answer();
    });
    await part(aRequest("", new URLSearchParams({ Action: "GetPolicy" }), "ASIACUTOFF"));
    expect(calls).toMatchObject([{ function: "cut-off", assumed: cutOffRole }]);
  });

  test("lets a call be refused before the part hears of it", async () => {
    const { part, reached } = watched("kms", async () => ({ status: 400, body: "no" }));
    expect(await part(aRequest("TrentService.GenerateMac", { KeyId: "k" }))).toEqual({ status: 400, body: "no" });
    expect(reached).toEqual([]);
  });

  test("lets an answer be held until something else has happened", async () => {
    const happened: string[] = [];
    const { part, reached } = watched("kms", async (_call, answer) => {
      const answered = await answer();
      happened.push(`the part was asked ${reached.length} times`);
      return answered;
    });
    await part(aRequest("TrentService.GenerateMac", { KeyId: "k" }));
    expect(happened).toEqual(["the part was asked 1 times"]);
  });

  test("sees nothing of what others call", async () => {
    const { part } = watched("kms", () => Promise.reject(new Error("seen")));
    expect((await part(aRequest("TrentService.GenerateMac", {}, "ASIASESSION"))).status).toBe(200);
    const { accessKeyId: _, ...unsigned } = aRequest("TrentService.GenerateMac", {});
    expect((await part(unsigned)).status).toBe(200);
  });

  test("leaves a part as it is where nobody listens", async () => {
    const part = () => ({ status: 200 });
    const options = {
      account: "1",
      region: "r",
      stateMachineArn: machine,
      callerOf: () => undefined,
      onCall: undefined,
    };
    expect(watchCalls(options)("kms", part)).toBe(part);
  });
});
