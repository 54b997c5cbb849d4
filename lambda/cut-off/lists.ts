import type { CutOffList } from "../../core/cut-off.ts";
import { cutOffKey, cutOffPartition, indexes, indexSort, schemaVersion } from "../../core/table.ts";
import type { CutOffLists, Item, StoredList, Table } from "../deps.ts";

/** Accounts that are read of the index at once. */
const pageSize = 100;

/**
 * The lists in the table. An item is in the index from the first change of its list until `retire`. `newWriteId` marks a
 * write, so that a retry whose first answer got lost recognises its own.
 */
export function openLists(table: Table, newWriteId: () => string): CutOffLists {
  const read = (account: string) => table.get(cutOffKey(account));

  return {
    read: async (account) => storedList(account, await read(account)),

    async save(list, was) {
      const write = newWriteId();
      const saved = await table.update(cutOffKey(list.account), {
        expression: `SET #schema = :schema, generation = :generation, denied = :denied, everyoneBefore = :everyone, writeId = :write, ${indexes.unclosed} = :partition, ${indexSort} = :sort`,
        names: { "#schema": "schema" },
        condition: was.list.generation === 0 ? "attribute_not_exists(generation)" : "generation = :was",
        values: {
          ":schema": schemaVersion,
          ":generation": list.generation,
          ":denied": list.until,
          ":everyone": list.everyoneBefore ?? null,
          ":write": write,
          ":partition": cutOffPartition,
          ":sort": cutOffKey(list.account).pk,
          ...(was.list.generation > 0 && { ":was": was.list.generation }),
        },
      });
      return saved || (await read(list.account))?.writeId === write;
    },

    lease: (account, holder, now, until) =>
      table.update(cutOffKey(account), {
        expression: "SET holder = :holder, leaseUntil = :until",
        condition: "attribute_not_exists(holder) OR leaseUntil < :now OR holder = :holder",
        values: { ":holder": holder, ":until": until.toISOString(), ":now": now.toISOString() },
      }),

    published: ({ account, generation }, holder, now) =>
      table.update(cutOffKey(account), {
        expression: "SET published = :generation, publishedAt = :now REMOVE holder, leaseUntil",
        condition: "holder = :holder",
        values: { ":generation": generation, ":now": now.toISOString(), ":holder": holder },
      }),

    retire: ({ account, generation }) =>
      table.update(cutOffKey(account), {
        expression: `REMOVE ${indexes.unclosed}`,
        condition: "generation = :generation",
        values: { ":generation": generation },
      }),

    async accounts() {
      const accounts = new Set<string>();
      let to: string | undefined;
      for (;;) {
        const page = await table.query("unclosed", cutOffPartition, {
          limit: pageSize,
          ...(to !== undefined && { to }),
        });
        for (const { pk } of page.items) accounts.add(String(pk).slice(cutOffKey("").pk.length));
        // A position names a request. These items have a sort key each, so it is enough to go on there, at the last one.
        if (!page.next) return [...accounts];
        to = page.next.sort;
      }
    },
  };
}

function storedList(account: string, item: Item = {}): StoredList {
  const { schema = 0, generation = 0, published = 0, publishedAt, denied = {}, everyoneBefore } = item;
  if (typeof schema !== "number" || schema > schemaVersion)
    throw new Error(
      `the cut-off list of ${account} has schema ${schema}, and this version reads up to ${schemaVersion}`,
    );
  return {
    list: {
      account,
      generation: Number(generation),
      until: denied as CutOffList["until"],
      ...(typeof everyoneBefore === "string" && { everyoneBefore }),
    },
    published: Number(published),
    ...(typeof publishedAt === "string" && { publishedAt }),
  };
}
