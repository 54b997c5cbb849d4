import { workflowKey } from "../core/table.ts";
import type { Notes, Table } from "./deps.ts";

/** What the workflow keeps, in an item of its own: a task token is not part of a request and stands in no answer. */
export function openNotes(table: Table): Notes {
  return {
    async read(id) {
      const item = (await table.get(workflowKey(id))) ?? {};
      return {
        attempt: typeof item.attempt === "number" ? item.attempt : 1,
        ...(typeof item.taskToken === "string" && { token: item.taskToken }),
        ...(typeof item.waitsFor === "string" && { waitsFor: item.waitsFor }),
        told: item.told instanceof Set ? item.told : new Set(),
      };
    },

    async storeToken(id, token, waitsFor) {
      await table.update(workflowKey(id), {
        expression: "SET taskToken = :token, waitsFor = :waitsFor",
        values: { ":token": token, ":waitsFor": waitsFor },
      });
    },

    async markTold(id, message) {
      await table.update(workflowKey(id), {
        expression: "ADD told :message",
        values: { ":message": new Set([message]) },
      });
    },

    nextAttempt: (id, from) =>
      table.update(workflowKey(id), {
        expression: "SET attempt = :next",
        condition: from === 1 ? "attribute_not_exists(attempt) OR attempt = :from" : "attempt = :from",
        values: { ":next": from + 1, ":from": from },
      }),
  };
}
