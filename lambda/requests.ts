import { StintError } from "../core/errors.ts";
import type { HistoryEvent } from "../core/history.ts";
import { type AccessRequest, maySee, type Recorded, replay } from "../core/request.ts";
import { indexes, indexSort, requestKey, schemaVersion, summary } from "../core/table.ts";
import type { Item, Log, Position, Requests, Table } from "./deps.ts";

/** Tries of one change. Each lost one means that somebody else's went through. */
const mostTries = 20;
/** Pages of an index that one page of a list may take; the cursor goes on from there. */
const mostPages = 20;

export interface RequestsOptions {
  readonly table: Table;
  readonly log: Log;
  /** Marks a write, so that a retry whose first answer got lost recognises its own. */
  readonly newWriteId: () => string;
}

/** The requests in the table: one item each with its whole history, so that one conditional write is always enough. */
export function openRequests({ table, log, newWriteId }: RequestsOptions): Requests {
  const read = async (id: string): Promise<Item | undefined> => table.get(requestKey(id));

  const get: Requests["get"] = async (caller, id) => {
    const item = await read(id);
    const request = item && fromItem(item);
    if (!request || (caller !== "stint" && !maySee(request, caller))) throw notFound(id);
    return request;
  };

  /** Saves on the version that was read; false when somebody else was faster. */
  const save = async (before: Recorded, after: Recorded): Promise<boolean> => {
    const added = after.history.slice(before.history.length);
    const write = newWriteId();
    const { unclosed } = keysOf(after);
    const done =
      (await table.update(requestKey(after.id), {
        expression: `SET version = :version, writeId = :write, history = list_append(history, :added), ${summary} = :summary${unclosed === undefined ? ` REMOVE ${indexes.unclosed}` : ""}`,
        values: {
          ":version": after.version,
          ":write": write,
          ":added": added,
          ":summary": summaryOf(after),
          ":was": before.version,
        },
        condition: "version = :was",
      })) || (await read(after.id))?.writeId === write;
    if (done) record(log, after.id, added);
    return done;
  };

  return {
    get,

    async add(request) {
      const write = newWriteId();
      if (await table.insert(toItem(request, write))) {
        record(log, request.id, request.history);
        return { request, added: true };
      }
      const there = await read(request.id);
      if (!there) throw new Error(`the request ${request.id} exists and cannot be read`);
      if (there.writeId === write) record(log, request.id, request.history);
      return { request: fromItem(there), added: there.writeId === write };
    },

    async change(caller, id, move) {
      for (let tries = 0; tries < mostTries; tries++) {
        const before = await get(caller, id);
        const after = await move(before);
        if (after === before || (await save(before, after))) return after;
      }
      throw new StintError("too_many", "Too many people are changing this request at once. Try again.");
    },

    async list(index, partition, { from, to, after, size, keep }) {
      const items: AccessRequest[] = [];
      let at: Position | undefined = after;
      for (let pages = 0; pages < mostPages; pages++) {
        const range = {
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(at && { after: at }),
        };
        const page = await table.query(index, partition, { ...range, limit: 2 * size });
        for (const item of page.items) {
          const request = item[summary] as AccessRequest;
          if (!keep(request)) continue;
          items.push(request);
          if (items.length === size) {
            const last = page.items.at(-1) === item && !page.next;
            return { items, ...(!last && { next: { id: String(item.pk), sort: String(item[indexSort]) } }) };
          }
        }
        if (!page.next) return { items };
        at = page.next;
      }
      return { items, ...(at && { next: at }) };
    },
  };
}

/** Each event's hash in the log: with the copy of the log elsewhere, a history that was rewritten gives itself away. */
function record(log: Log, request: string, events: readonly HistoryEvent[]): void {
  for (const { seq, type, hash } of events) log.info("request event", { request, seq, type, hash });
}

function notFound(id: string): StintError {
  return new StintError("not_found", `There is no request ${id} that you may see.`);
}

function toItem(request: Recorded, writeId: string) {
  return {
    ...requestKey(request.id),
    schema: schemaVersion,
    version: request.version,
    writeId,
    history: request.history,
    [summary]: summaryOf(request),
    ...keysOf(request),
  };
}

/** The values under which the indexes know a request. */
function keysOf(request: AccessRequest) {
  return {
    [indexes.byRequester]: request.requester.id,
    [indexes.byAccount]: request.account.id,
    [indexes.everything]: "all",
    ...(!request.closed && { [indexes.unclosed]: "yes" }),
    [indexSort]: `${request.askedAt}#${request.id}`,
  } as Readonly<Record<string, string>>;
}

function summaryOf({ history: _, ...request }: Recorded): AccessRequest {
  return request;
}

/** The history is believed, not the summary: what a request has come to follows from what happened to it. */
function fromItem(item: Item): Recorded {
  if (typeof item.schema !== "number" || item.schema > schemaVersion)
    throw new Error(`the request ${item.pk} has schema ${item.schema}, and this version reads up to ${schemaVersion}`);
  return replay(item.history as HistoryEvent[]);
}
