/*
 * dynalite's store and operations, without its HTTP server, which dies of a client that hangs up. What is changed here:
 * - an item and its index entries are one write; dynalite makes several, and a crash between them leaves a ghost in an index
 * - sizes are in bytes of UTF-8, as the service's are; dynalite's are in UTF-16 units
 * - iterators are closed; dynalite leaves one open for each query
 * - ReturnValuesOnConditionCheckFailure is known
 */
import { existsSync, readdirSync } from "node:fs";
import database, { type Done, type Item, type Store, type Write } from "dynalite/db/index.js";
import validations from "dynalite/validations/index.js";

/** A refusal as the service words it: the body of the answer, whose status is always 400. */
export class DynamoError extends Error {
  readonly body: Readonly<Record<string, unknown>>;
  constructor(body: Readonly<Record<string, unknown>>) {
    super(String(body.message ?? body.Message ?? body.__type));
    this.name = String(body.__type).replace(/^.*#/, "");
    this.body = body;
  }
}

type Input = Readonly<Record<string, unknown>>;

export interface DynamoStore {
  /** Throws DynamoError where the service would refuse, and another Error where the store itself fails. */
  run(operation: Operation, input: Input): Promise<unknown>;
  /** Ends the state CREATING at once. */
  activate(table: string): Promise<void>;
  close(): Promise<void>;
}

/** The operations of DynamoDB that Stint and its tests use. */
export const operations = [
  "CreateTable",
  "DeleteTable",
  "DescribeTable",
  "ListTables",
  "GetItem",
  "BatchGetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
] as const;
export type Operation = (typeof operations)[number];

/** Writes of one item, which may also ask for the item that failed their condition. */
const writes: readonly string[] = ["PutItem", "UpdateItem", "DeleteItem"];
const onFailure = "ReturnValuesOnConditionCheckFailure";

interface Action {
  readonly run: (store: Store, input: Input, done: Done<unknown>) => void;
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom: unknown;
}

/** Opens the LevelDB folder, or a store in memory without a path. Rejects with one Error naming the folder where it cannot. */
export async function openDynamoStore(path: string | undefined): Promise<DynamoStore> {
  const actions = new Map<string, Action>();
  for (const name of operations) {
    const file = name.charAt(0).toLowerCase() + name.slice(1);
    const { default: run } = (await import(`dynalite/actions/${file}.js`)) as { default: Action["run"] };
    const { default: checks } = (await import(`dynalite/validations/${file}.js`)) as { default: Omit<Action, "run"> };
    actions.set(name, { run, types: checks.types, custom: checks.custom });
  }
  const store = await open(path);
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const act = async (operation: Operation, input: Input) => {
    const action = actions.get(operation) as Action;
    try {
      const data = check(action, operation, input, store);
      if (!writes.includes(operation)) return await called((done) => action.run(store, data, done));
      return await write(store, action, data, input[onFailure] === "ALL_OLD");
    } catch (error) {
      throw asRefusal(error);
    }
  };

  return {
    async run(operation, input) {
      if (closed) throw new Error("The embedded DynamoDB is closed.");
      const action = act(operation, input);
      running.add(action);
      return action.finally(() => running.delete(action));
    },
    async activate(table) {
      const found = (await called<Item>((done) => store.tableDb.get(table, done))) as Input | undefined;
      if (found?.TableStatus !== "CREATING") return;
      const indexes = found.GlobalSecondaryIndexes as Input[] | undefined;
      const active = {
        ...found,
        TableStatus: "ACTIVE",
        ...(indexes && { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: "ACTIVE" })) }),
      };
      await called<void>((done) => store.tableDb.put(table, active, done));
    },
    async close() {
      closed = true;
      // Whoever called may be gone; what dynalite still reads from a closed store ends the process.
      await Promise.allSettled(running);
      await store.db.close();
    },
  };
}

async function open(path: string | undefined): Promise<Store> {
  const store = path === undefined ? create() : await openFolder(path);
  for (const read of ["keys", "values"] as const) {
    const iterate = store.db[read].bind(store.db);
    store.db[read] = (range) => {
      const iterator = iterate(range);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
  return store;
}

function create(path?: string): Store {
  const times = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  return database.create({ ...times, ...(path !== undefined && { path }) });
}

async function openFolder(path: string): Promise<Store> {
  try {
    if (existsSync(path) && lacksCurrent(path)) throw new Error("its file CURRENT is missing");
    const store = create(path);
    await store.db.open();
    return store;
  } catch (error) {
    const { message, code } = ((error as Error).cause ?? error) as Error & { code?: string };
    const why =
      code === "LEVEL_LOCKED"
        ? "is in use by another process."
        : `is damaged: ${message}. Restore it, or delete it to start empty.`;
    throw new Error(`The DynamoDB folder ${path} ${why}`, { cause: error });
  }
}

/** LevelDB takes a folder without CURRENT for a new one, whatever else is in it. */
function lacksCurrent(path: string): boolean {
  const files = readdirSync(path);
  return !files.includes("CURRENT") && files.some((file) => /\.(ldb|log)$|^MANIFEST-/.test(file));
}

/** Refuses fields that dynalite would drop without a word, then checks the rest as the service does. */
function check({ types, custom }: Action, operation: Operation, input: Input, store: Store): Input {
  const { [onFailure]: returned = "NONE", ...rest } = input;
  const unknown = Object.keys(rest).find((field) => types[field] === undefined);
  if (unknown !== undefined || (returned !== "NONE" && (returned !== "ALL_OLD" || !writes.includes(operation))))
    throw validationError(`The embedded DynamoDB does not take ${unknown ?? onFailure} in ${operation}.`);
  const data = validations.checkTypes({ ...rest }, types);
  validations.checkValidations(data, types, custom, store);
  return data;
}

/** Writes one item and its index entries as one batch; with `returnOld`, a failed condition shows the item that failed it. */
async function write(store: Store, { run }: Action, data: Input, returnOld: boolean): Promise<unknown> {
  let old: Item | undefined;
  const entries: Write[] = [];
  const collecting: Store = {
    ...store,
    getIndexDb: (kind, table, index) => ({
      ...store.getIndexDb(kind, table, index),
      put(key, value, done) {
        entries.push({ type: "put", key: `index-${kind.toLowerCase()}~${table}~${index}~${key}`, value });
        done(null);
      },
      del(key, done) {
        entries.push({ type: "del", key: `index-${kind.toLowerCase()}~${table}~${index}~${key}` });
        done(null);
      },
    }),
    getItemDb: (table) => {
      const items = store.getItemDb(table);
      return {
        ...items,
        get: (key, done) =>
          items.get(key, (error, item) => {
            old = item;
            done(error, item);
          }),
        put: (key, value, done) =>
          store.db.batch([...entries, { type: "put", key: `item-${table}~${key}`, value }], done),
        del: (key, done) => store.db.batch([...entries, { type: "del", key: `item-${table}~${key}` }], done),
      };
    },
  };
  try {
    return await called((done) => run(collecting, data, done));
  } catch (error) {
    const refusal = asRefusal(error);
    if (!(refusal instanceof DynamoError && refusal.name === "ConditionalCheckFailedException" && returnOld && old))
      throw error;
    throw new DynamoError({ ...refusal.body, Item: old });
  }
}

function called<Result>(call: (done: Done<Result>) => void): Promise<Result | undefined> {
  return new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));
}

/** dynalite's errors carry the answer's body; what does not is no refusal. */
function asRefusal(error: unknown): unknown {
  const { statusCode, body } = error as { statusCode?: number; body?: Input };
  return statusCode === 400 && body !== undefined ? new DynamoError(body) : error;
}

/** The service's ValidationException with this message. */
function validationError(message: string): DynamoError {
  return new DynamoError({ __type: "com.amazon.coral.validate#ValidationException", message });
}

const inUnits = database.itemSize;
/** Each byte of UTF-8 as one unit, so that dynalite counts bytes. */
database.itemSize = (item, ...rest) =>
  inUnits(JSON.parse(Buffer.from(JSON.stringify(item)).toString("latin1")) as Item, ...rest);
