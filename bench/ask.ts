import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { marshall } from "@aws-sdk/util-dynamodb";
import { indexes, indexSort, requestKey } from "../core/table.ts";
import { newId } from "../lambda/ids.ts";
import { clientsAs, reading } from "./bare.ts";
import type { Hub } from "./hub.ts";
import { compare, type Question } from "./measure.ts";
import { databaseAsk, engineer, leads, pending, startShippedHub } from "./request-life.ts";

/** From `POST /requests` to its 201. The state machine begins its work beside both sides. */
export function ask(assembly: () => Promise<string>): Question {
  return {
    name: "ask",
    about: "POST /requests to 201, against its query, put and StartExecution made bare",
    async run(progress) {
      const hub = await startShippedHub(await assembly());
      try {
        const floor = await bareAsk(hub);
        progress("100 asks");
        const row = await compare("ask", {
          n: 100,
          warmUp: 20,
          goal: { of: "ratio", most: 2 },
          calls: () => hub.calls.take("api").map(({ action }) => action),
          async pair(i) {
            await hub.signIn(engineer(i));
            let id = "";
            const twin = floor(i);
            return {
              async measured() {
                ({ id } = await hub.send(engineer(i), "POST", "/requests", databaseAsk));
              },
              async floor() {
                await twin.run();
                ({ id } = twin);
              },
              settled: () => hub.told(id, leads),
            };
          },
        });
        return [row];
      } finally {
        await hub.close();
      }
    },
  };
}

/** The calls of an ask on a twin: a request that was asked for through the API, under another id and requester. */
async function bareAsk(hub: Hub): Promise<(i: number) => { readonly id: string; readonly run: () => Promise<void> }> {
  const { dynamodb, sfn } = clientsAs(hub, "api");
  const model = await pending(hub, 0);
  const { Item } = await dynamodb.send(reading(hub.table, requestKey(model.id)));
  const text = JSON.stringify(Item);
  return (i) => {
    const id = newId();
    const requester = `${model.requester.id.slice(0, -3)}-${String(i % 40).padStart(2, "0")}`;
    const at = new Date(hub.clock.now()).toISOString();
    const twin = text.replaceAll(model.id, id).replaceAll(model.requester.id, requester).replaceAll(model.askedAt, at);
    const query = new QueryCommand({
      TableName: hub.table,
      IndexName: "byRequester",
      KeyConditionExpression: "#p = :p AND #s BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#p": indexes.byRequester, "#s": indexSort },
      ExpressionAttributeValues: marshall({ ":p": requester, ":from": "0", ":to": "~" }),
      ScanIndexForward: false,
      Limit: 40,
    });
    const put = new PutItemCommand({
      TableName: hub.table,
      Item: JSON.parse(twin),
      ConditionExpression: "attribute_not_exists(pk)",
    });
    const { stateMachineArn } = hub;
    const start = new StartExecutionCommand({ stateMachineArn, name: `${id}-1`, input: JSON.stringify({ id }) });
    return {
      id,
      async run() {
        await dynamodb.send(query);
        await dynamodb.send(put);
        await sfn.send(start);
      },
    };
  };
}
