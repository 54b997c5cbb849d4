import { type CutOffList, isEmpty } from "../../core/cut-off.ts";
import { cutOffKey, cutOffPartition, indexes, indexSort, schemaVersion } from "../../core/table.ts";
import type { CutOffLists, Item, Position, Table } from "../deps.ts";

/** The lists in the table. An item stays in the index as long as its list denies anything or is not published. */
export function openLists(table: Table): CutOffLists {
  return {
    async read(account) {
      const item = await table.get(cutOffKey(account));
      return { list: listOf(account, item), published: typeof item?.published === "number" ? item.published : 0 };
    },

    save: (list, was) =>
      table.update(cutOffKey(list.account), {
        expression: `SET #schema = :schema, generation = :generation, denied = :denied, everyoneBefore = :everyone, ${indexes.unclosed} = :partition, ${indexSort} = :sort`,
        names: { "#schema": "schema" },
        condition: was.list.generation === 0 ? "attribute_not_exists(generation)" : "generation = :was",
        values: {
          ":schema": schemaVersion,
          ":generation": list.generation,
          ":denied": list.until,
          ":everyone": list.everyoneBefore ?? null,
          ":partition": cutOffPartition,
          ":sort": cutOffKey(list.account).pk,
          ...(was.list.generation > 0 && { ":was": was.list.generation }),
        },
      }),

    lease: (account, holder, now, until) =>
      table.update(cutOffKey(account), {
        expression: "SET holder = :holder, leaseUntil = :until",
        condition: "attribute_not_exists(holder) OR leaseUntil < :now",
        values: { ":holder": holder, ":until": until.toISOString(), ":now": now.toISOString() },
      }),

    published: (list, holder) =>
      table.update(cutOffKey(list.account), {
        expression: `SET published = :generation REMOVE holder, leaseUntil${isEmpty(list) ? `, ${indexes.unclosed}` : ""}`,
        condition: "holder = :holder",
        values: { ":generation": list.generation, ":holder": holder },
      }),

    async accounts() {
      const accounts: string[] = [];
      let after: Position | undefined;
      do {
        const page = await table.query("unclosed", cutOffPartition, { limit: 100, ...(after && { after }) });
        accounts.push(...page.items.map(({ pk }) => String(pk).slice(cutOffKey("").pk.length)));
        after = page.next;
      } while (after);
      return accounts;
    },
  };
}

function listOf(account: string, item: Item | undefined): CutOffList {
  const { generation, denied, everyoneBefore } = item ?? {};
  return {
    account,
    generation: typeof generation === "number" ? generation : 0,
    until: (denied ?? {}) as Record<string, string>,
    ...(typeof everyoneBefore === "string" && { everyoneBefore }),
  };
}
