import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { sealed } from "../core/history.ts";
import { approve as approved } from "../core/moves.ts";
import type { Caller } from "../core/request.ts";
import { requestKey, workflowKey } from "../core/table.ts";
import { clientsAs, reading, saving, stored } from "./bare.ts";
import type { Hub } from "./hub.ts";
import { compare, type Question } from "./measure.ts";
import { approveAs, callerOf, lead, pending, sealKey, security, startShippedHub } from "./request-life.ts";

/** From the first stage's `POST /requests/{id}/approve` to its answer. The state machine wakes beside both sides. */
export function approve(assembly: () => Promise<string>): Question {
  return {
    name: "approve",
    about: "POST /requests/{id}/approve, against its two reads, seal, write and wake-up made bare",
    async run(progress) {
      const hub = await startShippedHub(await assembly());
      try {
        const approver = await callerOf(hub, lead);
        const floor = await bareApproval(hub, approver);
        progress("100 approvals");
        const row = await compare("approve", {
          n: 100,
          warmUp: 20,
          goal: { of: "ratio", most: 2 },
          calls: () => hub.calls.take("decide").map(({ action }) => action),
          async pair(i) {
            const [{ id }, { id: twin }] = await Promise.all([pending(hub, i), pending(hub, i)]);
            const bare = await floor(twin);
            let last = "";
            return {
              async measured() {
                last = id;
                await approveAs(hub, lead, id);
              },
              async floor() {
                last = twin;
                await bare();
              },
              settled: () => hub.told(last, security),
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

async function bareApproval(hub: Hub, approver: Caller): Promise<(id: string) => Promise<() => Promise<void>>> {
  const { dynamodb, kms, sfn } = clientsAs(hub, "decide");
  const KeyId = await sealKey(hub);
  return async (id) => {
    const request = await stored(dynamodb, hub.table, id);
    const now = new Date(hub.clock.now());
    const decided = approved(request, approver, "Go ahead", now);
    const [decision] = decided.history.slice(-1);
    if (!decision) throw new Error(`the request ${id} has no history`);
    const Message = Buffer.from(sealed(decided.history, decision));
    // As long as a seal is.
    const mark = Buffer.alloc(32).toString("base64");
    const { write } = await saving(hub.table, request, () => ({
      ...decided,
      history: [...request.history, { ...decision, seal: mark }],
    }));
    return async () => {
      await dynamodb.send(reading(hub.table, requestKey(id)));
      await kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm: "HMAC_SHA_256", Message }));
      await dynamodb.send(write);
      const { Item } = await dynamodb.send(reading(hub.table, workflowKey(id)));
      await sfn.send(new SendTaskSuccessCommand({ taskToken: Item?.taskToken?.S ?? "", output: "{}" }));
    };
  };
}
