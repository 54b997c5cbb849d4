import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type Index, indexes, indexSort, key } from "../../core/table.ts";
import type { Item, ItemKey, Position, Table } from "../deps.ts";

const options = { removeUndefinedValues: true };

/** The requests' table. Every write is conditional and every read by key is strongly consistent. */
export function openTable(name: string): Table {
  const client = new DynamoDBClient({});

  /** Sends a conditional write; false when its condition did not hold. */
  const conditional = async (write: () => Promise<unknown>): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    async get(itemKey) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: name, Key: marshall(itemKey), ConsistentRead: true }),
      );
      return Item && unmarshall(Item);
    },

    insert: (item) =>
      conditional(() =>
        client.send(
          new PutItemCommand({
            TableName: name,
            Item: marshall(item, options),
            ConditionExpression: `attribute_not_exists(${key.partition})`,
          }),
        ),
      ),

    update: (itemKey, { expression, names, values, condition }) =>
      conditional(() =>
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: marshall(itemKey),
            UpdateExpression: expression,
            ...(condition !== undefined && { ConditionExpression: condition }),
            ...(names && { ExpressionAttributeNames: names }),
            ExpressionAttributeValues: marshall(values, options),
          }),
        ),
      ),

    async query(index, partition, { from, to, after, limit }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: index,
          KeyConditionExpression: `#p = :p AND #s BETWEEN :from AND :to`,
          ExpressionAttributeNames: { "#p": indexes[index], "#s": indexSort },
          // Every sort key is a time, so it lies between these two.
          ExpressionAttributeValues: marshall({ ":p": partition, ":from": from ?? "0", ":to": to ?? "~" }),
          ScanIndexForward: false,
          Limit: limit,
          ...(after && { ExclusiveStartKey: marshall(startKey(index, partition, after)) }),
        }),
      );
      const items = Items.map((item) => unmarshall(item));
      return { items, ...(LastEvaluatedKey && { next: position(unmarshall(LastEvaluatedKey)) }) };
    },
  };
}

function startKey(index: Index, partition: string, { id, sort }: Position): Item {
  return { pk: id, sk: "request", [indexes[index]]: partition, [indexSort]: sort };
}

function position(item: Item & Partial<ItemKey>): Position {
  return { id: String(item.pk), sort: String(item[indexSort]) };
}
