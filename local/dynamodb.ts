/*
 * The embedded DynamoDB: dynalite over LevelDB, which writes ahead to its log, so that what was acknowledged survives
 * `kill -9` (not a power cut). What the service does and this does not, as Stint needs none of it: transactions, streams,
 * TTL, batches of writes, PartiQL, backups, capacity, throttling. Indexes are never behind; two items of one table that
 * have the same index key, sort key included, may hide each other in it; maps and lists never equal one another in a
 * condition; a damaged record of LevelDB's log is dropped without a word.
 */
import { crc32 } from "node:zlib";
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { AwsJsonError, jsonAnswer, jsonBody } from "./aws-json.ts";
import { DynamoError, type DynamoStore, type Operation, openDynamoStore, operations } from "./dynamodb-store.ts";
import { type Part, serve, type WireAnswer } from "./wire.ts";

export interface DynamoOptions {
  /** The LevelDB folder; without it the data is in memory. */
  readonly path?: string;
  /** Whether this access key id may call at all; there is no finer permission. */
  readonly authorized: (accessKeyId: string) => boolean;
  /** Put around what answers, to see the calls. */
  readonly watched?: (part: Part) => Part;
}

/** A table as CreateTable takes it. */
export type Table = Pick<
  CreateTableCommandInput,
  | "TableName"
  | "AttributeDefinitions"
  | "KeySchema"
  | "GlobalSecondaryIndexes"
  | "LocalSecondaryIndexes"
  | "BillingMode"
>;

export interface Dynamo {
  readonly endpoint: string;
  /** Makes the table where it is missing. Rejects where one of that name has other keys, attributes or indexes. */
  createTable(table: Table): Promise<void>;
  close(): Promise<void>;
}

/** Starts the embedded DynamoDB on a port of its own; rejects with one clear Error where the folder cannot be opened. */
export async function startDynamo({ path, authorized, watched = (part) => part }: DynamoOptions): Promise<Dynamo> {
  const store = await openDynamoStore(path);
  const part = watched(answerFrom(store, authorized));
  const served = await serve({ port: 0, mounts: { "/": part }, maxBody: 16 * 2 ** 20 });
  return {
    endpoint: `http://127.0.0.1:${served.port}`,
    createTable: (table) => createTable(store, table),
    async close() {
      await served.close();
      await store.close();
    },
  };
}

function answerFrom(store: DynamoStore, authorized: DynamoOptions["authorized"]): Part {
  return async ({ method, headers, accessKeyId, body }) => {
    try {
      const operation = /^DynamoDB_20120810\.(\w+)$/.exec(headers["x-amz-target"] ?? "")?.[1];
      if (accessKeyId === undefined)
        throw new AwsJsonError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
      if (!authorized(accessKeyId))
        throw new AwsJsonError("UnrecognizedClientException", "The security token included in the request is invalid.");
      if (method !== "POST" || !isOperation(operation))
        throw new AwsJsonError(
          "UnknownOperationException",
          `The embedded DynamoDB does not know ${operation || "this call"}.`,
        );
      return checked(200, await store.run(operation, jsonBody(body)));
    } catch (error) {
      if (error instanceof DynamoError) return checked(400, error.body);
      if (!(error instanceof AwsJsonError)) throw error;
      return checked(400, { __type: `com.amazon.coral.service#${error.type}`, message: error.message });
    }
  };
}

function isOperation(name: string | undefined): name is Operation {
  return (operations as readonly (string | undefined)[]).includes(name);
}

/** Some SDKs compare the checksum. */
function checked(status: number, content: unknown): WireAnswer {
  const answer = jsonAnswer("1.0", status, content);
  return { ...answer, headers: { ...answer.headers, "x-amz-crc32": String(crc32(answer.body ?? "")) } };
}

async function createTable(store: DynamoStore, table: Table): Promise<void> {
  const { TableName } = table;
  try {
    await store.run("CreateTable", structuredClone(table));
  } catch (error) {
    if (!(error instanceof DynamoError) || error.name !== "ResourceInUseException") throw error;
    const { Table: found } = (await store.run("DescribeTable", { TableName })) as { Table: Table };
    const [is, wanted] = [shape(found), shape(table)];
    if (is !== wanted)
      throw new Error(
        `The table ${TableName} exists with other keys or indexes. Found ${is}, expected ${wanted}. ` +
          "Delete the state folder to start empty, or migrate the table.",
      );
  }
  await store.activate(String(TableName));
}

/** What must be equal for two tables to be the same, as text; the order of attributes and indexes does not matter. */
function shape({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes }: Table): string {
  const keys = (schema: Table["KeySchema"]) =>
    schema?.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).toSorted();
  const indexes = (list: Table["LocalSecondaryIndexes"]) =>
    (list ?? [])
      .map((index) => ({
        name: index.IndexName,
        keys: keys(index.KeySchema),
        projection: [index.Projection?.ProjectionType, ...(index.Projection?.NonKeyAttributes ?? []).toSorted()],
      }))
      .toSorted((a, b) => String(a.name).localeCompare(String(b.name)));
  return JSON.stringify({
    keys: keys(KeySchema),
    attributes: AttributeDefinitions?.map(
      ({ AttributeName, AttributeType }) => `${AttributeName} ${AttributeType}`,
    ).toSorted(),
    globalIndexes: indexes(GlobalSecondaryIndexes),
    localIndexes: indexes(LocalSecondaryIndexes),
  });
}
