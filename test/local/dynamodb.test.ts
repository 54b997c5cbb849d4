import { request } from "node:http";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Table } from "../../local/dynamodb.ts";
import { aDynamo, clientOf, index, item, key, table } from "./dynamodb-fixture.ts";

const TableName = table.TableName;

describe("createTable", () => {
  test("leaves a table of the same keys and indexes as it is, in whatever order they come", async () => {
    const { client, createTable } = await aDynamo();
    await client.send(new PutItemCommand({ TableName, Item: key("r-1") }));
    await createTable({ ...table, AttributeDefinitions: table.AttributeDefinitions.toReversed() });
    expect((await client.send(new GetItemCommand({ TableName, Key: key("r-1") }))).Item).toEqual(key("r-1"));
  });

  test("can be called twice at once", async () => {
    const { client, createTable } = await aDynamo();
    const other = { ...table, TableName: "other" };
    await Promise.all([createTable(other), createTable(other)]);
    await expect(client.send(new ScanCommand({ TableName: "other" }))).resolves.toMatchObject({ Count: 0 });
  });

  const number = { AttributeName: "askedAt", AttributeType: "N" } as const;
  test.each<[string, Partial<Table>]>([
    [
      "keys",
      {
        KeySchema: table.KeySchema.toReversed().map(({ AttributeName }, n) => ({
          AttributeName,
          KeyType: n ? "RANGE" : "HASH",
        })),
      },
    ],
    ["attributes", { AttributeDefinitions: [...table.AttributeDefinitions.slice(0, 3), number] }],
    ["indexes", { GlobalSecondaryIndexes: [index, { ...index, IndexName: "byDay" }] }],
    ["index keys", { GlobalSecondaryIndexes: [{ ...index, KeySchema: index.KeySchema.slice(0, 1) }] }],
    ["projections", { GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: "ALL" } }] }],
  ])("refuses a table that exists with other %s", async (_, other) => {
    const { createTable } = await aDynamo();
    await expect(createTable({ ...table, ...other })).rejects.toThrow(
      /^The table requests exists with other keys or indexes\. Found \{.*\}, expected \{.*\}\. Delete/,
    );
  });

  test("refuses what it does not know", async () => {
    const { createTable } = await aDynamo();
    const encrypted = { ...table, SSESpecification: { Enabled: true } };
    await expect(createTable(encrypted)).rejects.toThrow("does not take SSESpecification in CreateTable");
  });
});

describe("tables", () => {
  test("are made over the wire too", async () => {
    const { client } = await aDynamo();
    const other = { ...table, TableName: "other" };
    await client.send(new CreateTableCommand(other));
    await expect(client.send(new CreateTableCommand(other))).rejects.toMatchObject({ name: "ResourceInUseException" });
    const status = async () => (await client.send(new DescribeTableCommand({ TableName: "other" }))).Table?.TableStatus;
    await expect.poll(status).toBe("ACTIVE");
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["other", "requests"]);
    await client.send(new DeleteTableCommand({ TableName: "other" }));
    await expect(client.send(new PutItemCommand({ TableName: "missing", Item: item("r-1") }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("what is not known", () => {
  test("is refused: a key, an operation, a field", async () => {
    const { client, endpoint } = await aDynamo();
    await expect(clientOf(endpoint, "BAD").send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
      $metadata: { httpStatusCode: 400 },
    });
    const write = { Put: { TableName, Item: item("r-1") } };
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [write] }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "The embedded DynamoDB does not know TransactWriteItems.",
    });
    const stream = { ...table, TableName: "other", StreamSpecification: { StreamEnabled: true } };
    await expect(client.send(new CreateTableCommand(stream))).rejects.toMatchObject({
      name: "ValidationException",
      message: "The embedded DynamoDB does not take StreamSpecification in CreateTable.",
    });
  });

  const raw = (endpoint: string, body: string, headers: Record<string, string> = {}) =>
    fetch(endpoint, {
      method: "POST",
      body,
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=GOOD/1/r/dynamodb/aws4_request",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        ...headers,
      },
    });

  test.each([
    ["an unsigned call", "{}", { authorization: "" }, "MissingAuthenticationTokenException"],
    [
      "another version of the API",
      "{}",
      { "x-amz-target": "DynamoDB_20111205.ListTables" },
      "UnknownOperationException",
    ],
    ["a body that is no JSON", "{", {}, "SerializationException"],
    ["a body that is no object", "1", {}, "SerializationException"],
    ["a field of the wrong type", '{"Limit":"x"}', {}, "SerializationException"],
    ["a field out of range", '{"Limit":101}', {}, "ValidationException"],
  ])("is refused: %s", async (_, body, headers, type) => {
    const { endpoint } = await aDynamo();
    const answer = await raw(endpoint, body, headers);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: expect.stringMatching(`#${type}$`) });
  });

  test("is refused: pages of other sites, and other host names", async () => {
    const { endpoint } = await aDynamo();
    expect((await raw(endpoint, "{}", { origin: "https://evil.example.com" })).status).toBe(403);
    const status = await new Promise((resolve) => {
      const call = request(endpoint, { headers: { host: "evil.example.com" } }, (answer) => resolve(answer.statusCode));
      call.end();
    });
    expect(status).toBe(421);
  });

  test("leaves the server standing when a client hangs up halfway", async () => {
    const { endpoint, client } = await aDynamo();
    await new Promise<void>((resolve) => {
      const call = request(endpoint, { method: "POST", headers: { "content-length": 1000 } });
      call.on("error", () => resolve());
      call.write("{", () => call.destroy(new Error("hung up")));
    });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["requests"]);
  });
});
