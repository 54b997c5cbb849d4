import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { inject } from "vitest";
import { type Index, indexes, requestKey } from "../../core/table.ts";
import { openTable } from "../../lambda/adapters/dynamodb.ts";
import type { Item, Table } from "../../lambda/deps.ts";
import { tablesOf } from "../../local/deployed.ts";
import { startDynamo } from "../../local/dynamodb.ts";
import { hubTemplate } from "../template.ts";

/** A table of a test's own, of the shape that the template gives it, in whatever DynamoDB the tests run against. */
export interface TestTable {
  readonly endpoint: string;
  readonly table: Table;
  /** The same table, reached through something that stands before its endpoint. */
  through(endpoint: string): Promise<Table>;
  /** All items of a partition of an index as they are stored there. */
  index(index: Index, partition: string): Promise<readonly Item[]>;
  /** Writes into the item of a request, past the store. */
  tamper(id: string, attribute: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes the table in the DynamoDB of AWS_ENDPOINT_URL_DYNAMODB, with the credentials of the environment; without that
 * variable, in an embedded one in memory.
 */
export async function aTable(): Promise<TestTable> {
  const given = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const embedded = given === undefined ? await startDynamo({ authorized: () => true }) : undefined;
  const endpoint = given ?? String(embedded?.endpoint);
  process.env.AWS_REGION ??= "eu-west-1";
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  const client = new DynamoDBClient({ endpoint });
  const [definition] = tablesOf(hubTemplate(inject("assembly")));
  if (!definition) throw new Error("the template has no table");
  const TableName = `stint-test-${randomUUID()}`;
  await client.send(new CreateTableCommand({ ...definition, TableName }));
  await eventually(
    async () => (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus,
    (status) => status === "ACTIVE",
  );

  /** The SDK reads the variable with the first call of a client. */
  const open = async (at: string): Promise<Table> => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = at;
    try {
      const table = openTable(TableName);
      await table.get(requestKey("none"));
      return table;
    } finally {
      if (given === undefined) delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
      else process.env.AWS_ENDPOINT_URL_DYNAMODB = given;
    }
  };

  return {
    endpoint,
    table: await open(endpoint),
    through: open,
    async index(index, partition) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: index,
          KeyConditionExpression: "#p = :p",
          ExpressionAttributeNames: { "#p": indexes[index] },
          ExpressionAttributeValues: { ":p": { S: partition } },
        }),
      );
      return Items.map((item) => unmarshall(item));
    },
    async tamper(id, attribute, value) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(requestKey(id)),
          UpdateExpression: "SET #a = :v",
          ExpressionAttributeNames: { "#a": attribute },
          ExpressionAttributeValues: marshall({ ":v": value }, { removeUndefinedValues: true }),
        }),
      );
    },
    async close() {
      await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      await embedded?.close();
    },
  };
}

/** Reads until it holds, within ten seconds: indexes of the service are behind for a moment. */
export async function eventually<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`this did not come about: ${JSON.stringify(value)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
