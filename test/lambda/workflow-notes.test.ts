import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Notes } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openNotes } from "../../lambda/workflow-notes.ts";
import { aTable, type TestTable } from "./table-fixture.ts";

let fixture: TestTable;
let notes: Notes;
beforeAll(async () => {
  fixture = await aTable();
  notes = openNotes(fixture.table);
});
afterAll(() => fixture.close());

describe("the notes of a workflow", () => {
  test("are those of a first attempt that has told nobody, where there are none", async () => {
    expect(await notes.read(newId())).toEqual({ attempt: 1, told: new Set() });
  });

  test("hold the last token, and what is waited for with it", async () => {
    const id = newId();
    await notes.storeToken(id, "first", "pending/0");
    await notes.storeToken(id, "second", "active");
    expect(await notes.read(id)).toEqual({ attempt: 1, token: "second", waitsFor: "active", told: new Set() });
  });

  test("take a token as long as Step Functions makes them", async () => {
    const id = newId();
    await notes.storeToken(id, "t".repeat(2048), "scheduled");
    expect((await notes.read(id)).token).toHaveLength(2048);
  });

  test("remember every message, each once, whoever else writes", async () => {
    const id = newId();
    const messages = Array.from({ length: 20 }, (_, i) => `ask/0/${i}`);
    await Promise.all([
      ...[...messages, ...messages].map((message) => notes.markTold(id, message)),
      notes.storeToken(id, "token", "pending/0"),
    ]);
    expect(await notes.read(id)).toEqual({
      attempt: 1,
      token: "token",
      waitsFor: "pending/0",
      told: new Set(messages),
    });
  });

  test("move on to the next attempt for one of those who try at once", async () => {
    const id = newId();
    for (const from of [1, 2, 3]) {
      const moved = await Promise.all(Array.from({ length: 8 }, () => notes.nextAttempt(id, from)));
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect((await notes.read(id)).attempt).toBe(from + 1);
    }
    expect(await notes.nextAttempt(id, 1)).toBe(false);
    expect(await notes.nextAttempt(id, 5)).toBe(false);
    expect((await notes.read(id)).attempt).toBe(4);
  });

  test("of one request are not those of another", async () => {
    const [one, other] = [newId(), newId()];
    await notes.storeToken(one, "token", "active");
    await notes.markTold(one, "phase/active");
    await notes.nextAttempt(one, 1);
    expect(await notes.read(other)).toEqual({ attempt: 1, told: new Set() });
  });

  test("stand in no index", async () => {
    const id = newId();
    await notes.storeToken(id, "token", "active");
    expect(await fixture.index("unclosed", "yes")).toEqual([]);
    expect(await fixture.index("everything", "all")).toEqual([]);
  });
});
