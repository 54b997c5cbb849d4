import type { Catalog } from "../../core/catalog.ts";
import { openTable } from "../adapters/dynamodb.ts";
import { openBoundaries } from "../adapters/iam.ts";
import { log } from "../adapters/log.ts";
import { cutOffRoleBorrower } from "../adapters/sts.ts";
import { beside, environment, text } from "../config.ts";
import type { CutOff } from "../deps.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { compare } from "./compare.ts";
import { cutOffRequest } from "./cut-off-request.ts";
import { openLists } from "./lists.ts";

const env = environment({ TABLE: text, PARTITION: text });
const table = openTable(env.TABLE);
const off = new Set(
  beside<Catalog>("catalog.json")
    .accounts.filter(({ cutOff }) => cutOff === false)
    .map(({ id }) => id),
);
const deps: CutOff = {
  requests: openRequests({ table, log, newWriteId: newId }),
  lists: openLists(table, newId),
  boundaries: openBoundaries(env.PARTITION, cutOffRoleBorrower(env.PARTITION)),
  isOn: (account) => !off.has(account),
  newHolder: newId,
  pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  log,
  now: () => new Date(),
};

/** By the workflow: denies the sessions of one request. By the schedule: compares what is live with the lists. */
export type CutOffInput = { readonly task: "cut-off"; readonly id: string } | { readonly task: "compare" };

/** Cutting off: the only function that can assume a target's cut-off role. */
export async function handler(input: CutOffInput): Promise<unknown> {
  log.resetKeys();
  log.appendKeys({ task: input.task });
  switch (input.task) {
    case "compare":
      return compare(deps);
    case "cut-off":
      await cutOffRequest(input.id, deps);
      return {};
    default:
      throw new Error(`there is no task ${(input satisfies never as { task: unknown }).task}`);
  }
}
