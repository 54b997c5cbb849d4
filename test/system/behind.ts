import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { HistoryEvent } from "../../core/history.ts";
import { requestKey, workflowKey } from "../../core/table.ts";

/** Where a system's AWS parts answer, and a key that they take. */
export interface Where {
  readonly endpoints: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
  readonly table: string;
  readonly stateMachineArn: string;
}

/** What tests see and break behind Stint's back, with the SDK. */
export interface Behind {
  /** The executions of a request's workflow, oldest first. */
  executions(id: string): Promise<{ readonly attempt: number; readonly status: string }[]>;
  /** Ends an execution, as an operator does in the console. */
  stop(id: string, attempt: number): Promise<void>;
  /** The request's item as it is stored. */
  item(id: string): Promise<Readonly<Record<string, unknown>>>;
  history(id: string): Promise<readonly HistoryEvent[]>;
  /** The item that the workflow keeps beside it; empty where there is none. */
  notes(id: string): Promise<Readonly<Record<string, unknown>>>;
  put(item: PutItemCommandInput["Item"]): Promise<void>;
  update(change: Omit<UpdateItemCommandInput, "TableName">): Promise<void>;
}

export function behind({ endpoints, accessKeyId, table: TableName, stateMachineArn }: Where): Behind {
  const options = { region: "eu-west-1", credentials: { accessKeyId, secretAccessKey: "embedded" } };
  const sfn = new SFNClient({ ...options, endpoint: String(endpoints.AWS_ENDPOINT_URL_SFN) });
  const dynamo = new DynamoDBClient({ ...options, endpoint: String(endpoints.AWS_ENDPOINT_URL_DYNAMODB) });
  const read = async ({ pk, sk }: { readonly pk: string; readonly sk: string }) => {
    const Key = { pk: { S: pk }, sk: { S: sk } };
    const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return unmarshall(Item);
  };
  return {
    async executions(id) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      return executions
        .filter(({ name }) => name?.startsWith(`${id}-`))
        .map(({ name = "", status = "" }) => ({ attempt: Number(name.slice(id.length + 1)), status }))
        .sort((a, b) => a.attempt - b.attempt);
    },
    async stop(id, attempt) {
      const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${id}-${attempt}`;
      await sfn.send(new StopExecutionCommand({ executionArn }));
    },
    item: (id) => read(requestKey(id)),
    history: async (id) => (await read(requestKey(id))).history,
    notes: (id) => read(workflowKey(id)),
    async put(Item) {
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    },
    async update(change) {
      await dynamo.send(new UpdateItemCommand({ TableName, ...change }));
    },
  };
}
