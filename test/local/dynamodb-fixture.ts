import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { onTestFinished } from "vitest";
import { type Dynamo, startDynamo, type Table } from "../../local/dynamodb.ts";

export const index = {
  IndexName: "byRequester",
  KeySchema: [
    { AttributeName: "requester", KeyType: "HASH" },
    { AttributeName: "askedAt", KeyType: "RANGE" },
  ],
  Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["summary"] },
} satisfies NonNullable<Table["GlobalSecondaryIndexes"]>[number];

/** A table like Stint's: one item a request, and an index that holds a part of it. */
export const table = {
  TableName: "requests",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
    { AttributeName: "requester", AttributeType: "S" },
    { AttributeName: "askedAt", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [index],
} satisfies Table;

/** The index's entries of one person, in its order. */
export const ofAlice = {
  TableName: table.TableName,
  IndexName: index.IndexName,
  KeyConditionExpression: "requester = :r",
  ExpressionAttributeValues: { ":r": { S: "alice" } },
};

export const key = (id: string) => ({ pk: { S: id }, sk: { S: "request" } });

/** An item of alice's, asked at a time of which the id is part. */
export const item = (id: string, rest: Record<string, AttributeValue> = {}): Record<string, AttributeValue> => ({
  ...key(id),
  requester: { S: "alice" },
  askedAt: { S: `2026#${id}` },
  ...rest,
});

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-dynamodb-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "db");
}

/** A served DynamoDB with `table`, in memory without a path, which knows the access key id GOOD. */
export async function aDynamo(path?: string) {
  const dynamo: Dynamo = await startDynamo({
    authorized: (accessKeyId) => accessKeyId === "GOOD",
    ...(path !== undefined && { path }),
  });
  let open = true;
  const close = async () => {
    if (open) await dynamo.close();
    open = false;
  };
  onTestFinished(close);
  await dynamo.createTable(table);
  return { ...dynamo, close, client: clientOf(dynamo.endpoint) };
}

export function clientOf(endpoint: string, accessKeyId = "GOOD"): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId, secretAccessKey: "s" },
    maxAttempts: 1,
  });
}
