import { readFileSync } from "node:fs";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { AccessRequest } from "../../core/request.ts";
import { requestKey } from "../../core/table.ts";
import { waiting } from "../../core/waiting.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

/*
 * What a version before sends, and what others were promised: executions that began before an upgrade go on by their old
 * definition (docs/decisions/010). Add to these lists; take nothing away while an execution of that version may live, which is
 * a year.
 */
const released = {
  workflow: {
    look: {},
    "ask-approvers": { token: "t", waitsFor: "pending/0" },
    hold: { token: "t", waitsFor: "active" },
    "settle-request": {},
    "tell-requester": {},
    "close-request": {},
  },
  "cut-off": { "cut-off": {} },
} as const;
/** Fields of the answer of `look` that some definition reads. */
const looked = ["cutOff", "key", "phase", "until"];
/** Fields of the event about a changed request. */
const told = ["account", "id", "role", "status", "version"];

let stint: Stint;
let id: string;
beforeAll(async () => {
  stint = await startStint();
  ({ id } = await stint.ask("alice", { ...sandboxAsk, asks: {} }));
});
afterAll(() => stint.close());

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: looked at as the tests need it
  readonly Properties: any;
}

function resource(type: string): Resource {
  const text = readFileSync(`${inject("assembly")}/StintHub.template.json`, "utf8");
  const { Resources } = JSON.parse(text) as { Resources: Record<string, Resource> };
  const found = Object.values(Resources).find(({ Type }) => Type === type);
  if (!found) throw new Error(`there is no ${type}`);
  return found;
}

describe("an execution that began before an upgrade", () => {
  const tasks = Object.entries(released).flatMap(([fn, names]) =>
    Object.entries(names).map(([task, input]) => [fn, task, input] as const),
  );

  test.each(tasks)("finds %s's task %s, with the input that it sends", async (fn, task, input) => {
    await expect(stint.functions.invoke(stint.arnOf(fn), { task, id, ...input })).resolves.toBeDefined();
  });

  test("finds no task that never was", async () => {
    for (const fn of ["workflow", "cut-off"])
      await expect(stint.functions.invoke(stint.arnOf(fn), { task: "nothing", id })).rejects.toThrow("no task nothing");
  });

  test("finds every field that it reads of an answer, whatever the phase", () => {
    const request = { status: "rejected", stages: [], sessions: 0 } as unknown as AccessRequest;
    expect(Object.keys(waiting(request, new Date()))).toEqual(expect.arrayContaining(looked));
  });

  test("reads and sends nothing that is not in these lists", () => {
    const definition = JSON.stringify(resource("AWS::StepFunctions::StateMachine").Properties.DefinitionString);
    const reads = [...definition.matchAll(/\$waiting\.(\w+)/g)].map(([, field]) => field);
    expect([...new Set(reads)].sort()).toEqual(looked);
    const sends = [...definition.matchAll(/\\+"task\\+":\\+"([\w-]+)/g)].map(([, task]) => String(task));
    expect([...new Set(sends)].sort()).toEqual(tasks.map(([, task]) => task).sort());
  });
});

test("the event about a changed request has the fields that others were promised, each of which an item has", async () => {
  const template = resource("AWS::Pipes::Pipe").Properties.TargetParameters.InputTemplate as string;
  const paths = [...template.matchAll(/"(\w+)": <\$\.([^>]+)>/g)].map(([, field, path]) => [field, path] as const);
  expect(paths.map(([field]) => field).sort()).toEqual(told);

  const client = new DynamoDBClient({
    region: "eu-west-1",
    endpoint: String(stint.endpoints.AWS_ENDPOINT_URL_DYNAMODB),
    credentials: { accessKeyId: stint.keyOf("api"), secretAccessKey: "embedded" },
  });
  const Key = marshall(requestKey(id));
  const { Item } = await client.send(new GetItemCommand({ TableName: stint.table, Key }));
  const record = { dynamodb: { Keys: Key, NewImage: Item } };
  const value = (path = "") =>
    path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], record);
  expect(Object.fromEntries(paths.map(([field, path]) => [field, value(path)]))).toEqual({
    id,
    version: expect.stringMatching(/^\d+$/),
    status: "approved",
    account: sandboxAsk.account,
    role: sandboxAsk.role,
  });
});
