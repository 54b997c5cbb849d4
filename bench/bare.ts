import {
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SFNClient } from "@aws-sdk/client-sfn";
import { STSClient } from "@aws-sdk/client-sts";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type Recorded, replay } from "../core/request.ts";
import { requestKey, schemaVersion } from "../core/table.ts";
import type { Table } from "../lambda/deps.ts";
import { newId } from "../lambda/ids.ts";
import { openRequests } from "../lambda/requests.ts";
import type { Hub } from "./hub.ts";

/*
 * The floor: AWS calls made by the SDK and nothing else. Inputs are ready before the clock runs; answers are not looked
 * at beyond what the next call needs.
 */

/** SDK clients that call as a function of the hub does. */
export function clientsAs(hub: Hub, functionName: string) {
  const at = (name: string) => ({
    region: hub.stateMachineArn.split(":")[3] ?? "",
    endpoint: hub.endpoints[`AWS_ENDPOINT_URL_${name}`] ?? "",
    credentials: { accessKeyId: hub.keyOf(functionName), secretAccessKey: "embedded" },
  });
  return {
    dynamodb: new DynamoDBClient(at("DYNAMODB")),
    sfn: new SFNClient(at("SFN")),
    kms: new KMSClient(at("KMS")),
    sts: new STSClient(at("STS")),
  };
}

/** A consistent read, as the store makes it. */
export function reading(table: string, itemKey: { readonly pk: string; readonly sk: string }): GetItemCommand {
  return new GetItemCommand({ TableName: table, Key: marshall(itemKey), ConsistentRead: true });
}

/** The request as the table has it. */
export async function stored(dynamodb: DynamoDBClient, table: string, id: string): Promise<Recorded> {
  const { Item } = await dynamodb.send(reading(table, requestKey(id)));
  return replay(unmarshall(Item ?? {}).history);
}

/** The write by which the store would save a move, with the request as it then is. */
export async function saving(
  table: string,
  request: Recorded,
  move: (request: Recorded) => Recorded,
): Promise<{ readonly after: Recorded; readonly write: UpdateItemCommand }> {
  let input: UpdateItemCommandInput | undefined;
  const none = () => Promise.reject(new Error("a change reads and updates, nothing else"));
  const recording: Table = {
    get: async () => ({ schema: schemaVersion, history: request.history }),
    insert: none,
    query: none,
    update: async (itemKey, { expression, names, values, condition }) => {
      input = {
        TableName: table,
        Key: marshall(itemKey),
        UpdateExpression: expression,
        ...(condition !== undefined && { ConditionExpression: condition }),
        ...(names && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
      };
      return true;
    },
  };
  const log = { info() {}, warn() {}, error() {} };
  const store = openRequests({ table: recording, log, newWriteId: newId });
  const after = await store.change("stint", request.id, move);
  if (!input) throw new Error("the move changed nothing");
  return { after, write: new UpdateItemCommand(input) };
}
