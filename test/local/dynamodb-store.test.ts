import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { aDynamo, clientOf, item, key, ofAlice, table } from "./dynamodb-fixture.ts";

const TableName = table.TableName;

describe("items", () => {
  test("are written, read, changed, found and deleted", async () => {
    const { client } = await aDynamo();
    await client.send(
      new PutItemCommand({ TableName, Item: item("r-1", { summary: { M: { a: { N: "1" } } }, x: { S: "y" } }) }),
    );
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key("r-1"),
        UpdateExpression: "SET summary.a = summary.a + :one REMOVE x",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      }),
    );
    const changed = item("r-1", { summary: { M: { a: { N: "2" } } } });
    expect(Attributes).toEqual(changed);
    const read = { TableName, Key: key("r-1"), ConsistentRead: true };
    expect((await client.send(new GetItemCommand(read))).Item).toEqual(changed);
    expect((await client.send(new QueryCommand(ofAlice))).Items).toEqual([changed]);
    expect((await client.send(new ScanCommand({ TableName }))).Items).toEqual([changed]);
    const batch = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key("r-1"), key("r-2")] } } }),
    );
    expect(batch.Responses).toEqual({ [TableName]: [changed] });
    await client.send(new DeleteItemCommand({ TableName, Key: key("r-1") }));
    expect((await client.send(new GetItemCommand(read))).Item).toBeUndefined();
    expect((await client.send(new QueryCommand(ofAlice))).Items).toEqual([]);
  });

  test("are found in the order of the index, page by page, and move in it when they change", async () => {
    const { client } = await aDynamo();
    const ids = Array.from({ length: 25 }, (_, index) => `r-${String(index).padStart(2, "0")}`);
    await Promise.all(ids.map((id) => client.send(new PutItemCommand({ TableName, Item: item(id) }))));
    const moved = item("r-03", { askedAt: { S: "2027" } });
    await client.send(new PutItemCommand({ TableName, Item: moved }));
    const found: (string | undefined)[] = [];
    let cursor: Record<string, AttributeValue> | undefined;
    const page = (): Promise<QueryCommandOutput> =>
      client.send(
        new QueryCommand({
          ...ofAlice,
          Limit: 10,
          ScanIndexForward: false,
          ...(cursor && { ExclusiveStartKey: cursor }),
        }),
      );
    do {
      const { Items = [], LastEvaluatedKey } = await page();
      found.push(...Items.map(({ pk }) => pk?.S));
      cursor = LastEvaluatedKey;
    } while (cursor);
    expect(found).toEqual(["r-03", ...ids.filter((id) => id !== "r-03").toReversed()]);
  });

  test("that 50 clients put at once under one condition are put once", async () => {
    const { endpoint, client } = await aDynamo();
    const writers = Array.from({ length: 50 }, (_, index) => ({ index, client: clientOf(endpoint) }));
    const put = ({ index, client: own }: (typeof writers)[number]) =>
      own.send(
        new PutItemCommand({
          TableName,
          Item: item("r-1", { writer: { N: String(index) } }),
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
    const results = await Promise.allSettled(writers.map(put));
    const winners = results.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
    expect(winners).toHaveLength(1);
    const losers = results.flatMap((result) => (result.status === "rejected" ? [result.reason.name] : []));
    expect(new Set(losers)).toEqual(new Set(["ConditionalCheckFailedException"]));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key("r-1") }));
    expect(Item?.writer).toEqual({ N: String(winners[0]) });
    for (const { client: own } of writers) own.destroy();
  });

  test("that 15 clients change at once on their version lose no change", async () => {
    const { client } = await aDynamo();
    await client.send(new PutItemCommand({ TableName, Item: item("r-1", { version: { N: "0" } }) }));
    const increment = async (): Promise<void> => {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: key("r-1"), ConsistentRead: true }));
      const version = Number(Item?.version?.N);
      const put = new PutItemCommand({
        TableName,
        Item: item("r-1", { version: { N: String(version + 1) } }),
        ConditionExpression: "version = :was",
        ExpressionAttributeValues: { ":was": { N: String(version) } },
      });
      await client.send(put).catch((error: Error) => {
        if (error.name === "ConditionalCheckFailedException") return increment();
        throw error;
      });
    };
    await Promise.all(Array.from({ length: 15 }, increment));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key("r-1") }));
    expect(Item?.version).toEqual({ N: "15" });
  });

  test("that fail a condition are shown where that is asked for", async () => {
    const { client } = await aDynamo();
    await client.send(new PutItemCommand({ TableName, Item: item("r-1") }));
    const command = (returned?: "ALL_OLD" | "NONE") => ({
      TableName,
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: returned,
    });
    const failed = { name: "ConditionalCheckFailedException", message: "The conditional request failed" };
    await expect(client.send(new PutItemCommand({ Item: item("r-1"), ...command("ALL_OLD") }))).rejects.toMatchObject({
      ...failed,
      Item: item("r-1"),
    });
    await expect(client.send(new DeleteItemCommand({ Key: key("r-1"), ...command("ALL_OLD") }))).rejects.toMatchObject({
      Item: item("r-1"),
    });
    for (const returned of ["NONE", undefined] as const) {
      const put = client.send(new PutItemCommand({ Item: item("r-1"), ...command(returned) }));
      await expect(put).rejects.toMatchObject({ ...failed, Item: undefined });
    }
  });

  /** A put of exactly so many bytes, with names and values of two bytes a character. */
  const sized = (bytes: number) => {
    const rest = bytes - Buffer.byteLength("pkr-1" + "skrequest" + "ü");
    return { ...key("r-1"), ü: { S: `${"ü".repeat(Math.floor(rest / 2))}${"x".repeat(rest % 2)}` } };
  };

  test("have at most 400 KB of UTF-8, names included", async () => {
    const { client } = await aDynamo();
    await expect(client.send(new PutItemCommand({ TableName, Item: sized(400 * 1024) }))).resolves.toBeDefined();
    await expect(client.send(new PutItemCommand({ TableName, Item: sized(400 * 1024 + 1) }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "Item size has exceeded the maximum allowed size",
    });
  });

  test("do not grow beyond 400 KB", async () => {
    const { client } = await aDynamo();
    await client.send(new PutItemCommand({ TableName, Item: sized(400 * 1024 - 6) }));
    const grow = (value: string) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: key("r-1"),
          UpdateExpression: "SET more = :v",
          ExpressionAttributeValues: { ":v": { S: value } },
        }),
      );
    await expect(grow("üx")).rejects.toThrow("Item size to update has exceeded the maximum allowed size");
    await expect(grow("ü")).resolves.toBeDefined();
  });
});
