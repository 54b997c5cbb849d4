import { VerifyMacCommand } from "@aws-sdk/client-kms";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { sealed } from "../core/history.ts";
import { issue, issued } from "../core/moves.ts";
import type { Caller } from "../core/request.ts";
import { sessionFor } from "../core/session.ts";
import { requestKey } from "../core/table.ts";
import { clientsAs, reading, saving, stored } from "./bare.ts";
import type { Hub } from "./hub.ts";
import { compare, type Question } from "./measure.ts";
import { active, callerOf, engineer, sealKey, startShippedHub } from "./request-life.ts";

/** From `POST /requests/{id}/credentials` of a request that was approved in two stages to its answer. */
export function credentials(assembly: () => Promise<string>): Question {
  return {
    name: "credentials",
    about: "POST /requests/{id}/credentials, against its reads, seals, writes and AssumeRole made bare",
    async run(progress) {
      const hub = await startShippedHub(await assembly());
      try {
        const floor = await bareSession(hub);
        progress("100 sessions");
        const row = await compare("credentials", {
          n: 100,
          warmUp: 20,
          goal: { of: "ratio", most: 2 },
          calls: () => hub.calls.take("credentials").map(({ action }) => action),
          async pair(i) {
            const person = engineer(i);
            const [{ id }, { id: twin }] = await Promise.all([active(hub, i), active(hub, i)]);
            return {
              measured: () => hub.send(person, "POST", `/requests/${id}/credentials`),
              floor: await floor(twin, await callerOf(hub, person)),
              settled: () => hub.calls.quiet(),
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

async function bareSession(hub: Hub): Promise<(id: string, caller: Caller) => Promise<() => Promise<void>>> {
  const { dynamodb, kms, sts } = clientsAs(hub, "credentials");
  const key = { KeyId: await sealKey(hub), MacAlgorithm: "HMAC_SHA_256" } as const;
  return async (id, caller) => {
    const now = new Date(hub.clock.now());
    const request = await stored(dynamodb, hub.table, id);
    const seals = request.history.flatMap((event) =>
      event.seal === undefined
        ? []
        : [{ Message: Buffer.from(sealed(request.history, event)), Mac: Buffer.from(event.seal, "base64") }],
    );
    const begun = await saving(hub.table, request, (before) => issue(before, caller, "credentials", now));
    const parameters = sessionFor(begun.after, { basis: "email", partition: "aws" }, now);
    // As long as what STS answers.
    const session = { session: 1, accessKeyId: "ASIA".padEnd(20, "X"), expiresAt: now.toISOString() };
    const ended = await saving(hub.table, begun.after, (before) => issued(before, caller, session, now));
    return async () => {
      await dynamodb.send(reading(hub.table, requestKey(id)));
      await Promise.all(seals.map((seal) => kms.send(new VerifyMacCommand({ ...key, ...seal }))));
      await dynamodb.send(begun.write);
      await sts.send(new AssumeRoleCommand(parameters));
      await dynamodb.send(reading(hub.table, requestKey(id)));
      await dynamodb.send(ended.write);
    };
  };
}
