import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { GetItemCommand, PutItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import { startDynamo } from "../../local/dynamodb.ts";
import { openDynamoStore } from "../../local/dynamodb-store.ts";
import { aDynamo, aFolder, item, key, ofAlice, table } from "./dynamodb-fixture.ts";

const TableName = table.TableName;
const start = (path: string) => startDynamo({ path, authorized: () => true });

describe("the folder", () => {
  test("keeps everything over a restart", async () => {
    const path = aFolder();
    const before = await aDynamo(path);
    await before.client.send(new PutItemCommand({ TableName, Item: key("r-1") }));
    await before.close();
    const after = await aDynamo(path);
    expect((await after.client.send(new GetItemCommand({ TableName, Key: key("r-1") }))).Item).toEqual(key("r-1"));
  });

  test("is closed once what it is at is done, and takes nothing more", async () => {
    const store = await openDynamoStore(aFolder());
    await store.run("CreateTable", structuredClone(table));
    await store.activate(String(TableName));
    await store.run("PutItem", { TableName, Item: item("r-1") });
    const reads = Array.from({ length: 50 }, () => store.run("Query", ofAlice));
    await store.close();
    for (const read of reads) expect(await read).toMatchObject({ Count: 1 });
    await expect(store.run("Query", ofAlice)).rejects.toThrow("closed");
  });

  test("is refused while another has it open", async () => {
    const path = aFolder();
    await aDynamo(path);
    await expect(start(path)).rejects.toThrow(`The DynamoDB folder ${path} is in use by another process.`);
  });

  test.each<[string, (path: string) => void]>([
    ["lost its CURRENT", (path) => rmSync(join(path, "CURRENT"))],
    ["lost its manifest", (path) => rmSync(join(path, only(path, /^MANIFEST-/)))],
    ["has a manifest of rubbish", (path) => writeFileSync(join(path, only(path, /^MANIFEST-/)), "x".repeat(500))],
    ["has a CURRENT of rubbish", (path) => writeFileSync(join(path, "CURRENT"), "rubbish")],
  ])("is refused when it %s, with its name and what to do", async (_, damage) => {
    const path = aFolder();
    const { close } = await aDynamo(path);
    await close();
    damage(path);
    const wrong = `The DynamoDB folder ${path} is damaged: `;
    await expect(start(path)).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(new RegExp(`^${wrong}.*\\. Restore it, or delete it`)),
      }),
    );
  });

  test("is refused when it is a file", async () => {
    const path = aFolder();
    cpSync(import.meta.filename, path);
    await expect(start(path)).rejects.toThrow(`The DynamoDB folder ${path} is damaged`);
    expect(readFileSync(path)).toEqual(readFileSync(import.meta.filename));
  });
});

const only = (path: string, name: RegExp) => readdirSync(path).find((file) => name.test(file)) ?? "";

/** Writes items for ever, each five times with another index key, and prints what was acknowledged. */
const writer = `
  import { PutItemCommand } from "@aws-sdk/client-dynamodb";
  import { startDynamo } from "./local/dynamodb.ts";
  import { clientOf } from "./test/local/dynamodb-fixture.ts";
  const { endpoint, createTable } = await startDynamo({ path: process.argv[1], authorized: () => true });
  await createTable(JSON.parse(process.argv[2]));
  const client = clientOf(endpoint);
  const write = async (lane) => {
    for (let n = 0; ; n++) {
      const pk = "r-" + lane + "-" + Math.floor(n / 5);
      const askedAt = { S: n + "#" + pk };
      await client.send(new PutItemCommand({ TableName: "requests", Item: { pk: { S: pk }, sk: { S: "request" }, requester: { S: "alice" }, askedAt } }));
      console.log(pk + " " + askedAt.S);
    }
  };
  await Promise.all([1, 2, 3, 4].map(write));
`;

test("what was acknowledged survives kill -9, and the index says what the table says", async () => {
  const path = aFolder();
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer, path, JSON.stringify(table)], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const acknowledged = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [id = "", askedAt = ""] = line.split(" ");
    acknowledged.set(id, Number.parseInt(askedAt, 10));
    if (acknowledged.size === 80) child.kill("SIGKILL");
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(80);

  const { client } = await aDynamo(path);
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName }));
  const stored = new Map(items.map(({ pk, askedAt }) => [pk?.S ?? "", Number.parseInt(askedAt?.S ?? "", 10)]));
  for (const [id, n] of acknowledged) expect(stored.get(id)).toBeGreaterThanOrEqual(n);
  const { Items: indexed = [] } = await client.send(new QueryCommand(ofAlice));
  const rows = (list: typeof items) => list.map(({ pk, askedAt }) => `${pk?.S} ${askedAt?.S}`).toSorted();
  expect(rows(indexed)).toEqual(rows(items));
});
