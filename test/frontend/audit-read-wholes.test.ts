import { describe, expect, test } from "vitest";
import type { ShownWhole } from "../../core/api.ts";
import { readWholes } from "../../frontend/src/features/audit/read-wholes.ts";
import { aShownRequest } from "./audit-requests.ts";

const requests = Array.from({ length: 10 }, (_, i) => aShownRequest({ id: `r${i}` }));
const whole = (id: string): ShownWhole => ({ ...aShownRequest({ id }), history: [] });

/** Reads that are answered one by one, as the test has it. */
function held() {
  const waiting = new Map<string, (value: ShownWhole) => void>();
  return {
    waiting,
    read: (id: string) => new Promise<ShownWhole>((done) => waiting.set(id, done)),
    async answer(id: string) {
      waiting.get(id)?.(whole(id));
      waiting.delete(id);
      await new Promise((done) => setImmediate(done));
    },
  };
}

describe("reading requests whole", () => {
  test("tells each of them once, failed ones as failed", async () => {
    const told: string[] = [];
    const failed: string[] = [];
    await readWholes(requests, {
      signal: new AbortController().signal,
      read: async (id) => {
        if (id === "r3" || id === "r9") throw new Error(`no ${id}`);
        return whole(id);
      },
      onWhole: ({ id }, { id: read }) => told.push(id === read ? id : "mixed up"),
      onFailed: ({ id }, error) => failed.push(`${id}: ${(error as Error).message}`),
    });
    expect(told.sort()).toEqual(["r0", "r1", "r2", "r4", "r5", "r6", "r7", "r8"]);
    expect(failed.sort()).toEqual(["r3: no r3", "r9: no r9"]);
  });

  test("reads a few at a time, and in order", async () => {
    const { waiting, read, answer } = held();
    const reading = readWholes(requests, {
      signal: new AbortController().signal,
      read,
      onWhole() {},
      onFailed() {},
    });
    expect([...waiting.keys()]).toEqual(["r0", "r1", "r2"]);
    await answer("r1");
    expect([...waiting.keys()]).toEqual(["r0", "r2", "r3"]);
    for (const id of ["r0", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"]) await answer(id);
    await reading;
  });

  test("stops: begins nothing more, and tells nothing of what was on its way", async () => {
    const { waiting, read, answer } = held();
    const controller = new AbortController();
    const told: string[] = [];
    const reading = readWholes(requests, {
      signal: controller.signal,
      read,
      onWhole: ({ id }) => told.push(id),
      onFailed: ({ id }) => told.push(id),
    });
    await answer("r0");
    controller.abort();
    for (const id of [...waiting.keys()]) await answer(id);
    await reading;
    expect(told).toEqual(["r0"]);
    expect(waiting.size).toBe(0);
  });

  test("of nothing is through at once", async () => {
    const never = () => Promise.reject(new Error("not to be read"));
    await readWholes([], { signal: new AbortController().signal, read: never, onWhole() {}, onFailed() {} });
  });
});
