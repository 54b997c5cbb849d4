import { afterAll, beforeAll, expect, test } from "vitest";
import type { CrashPoint } from "./child.ts";
import { closed, cutOffMessage, cutOffTo, lent } from "./lent.ts";
import type { Shown } from "./stint.ts";
import { type StintProcess, startProcess } from "./stint-process.ts";

let stint: StintProcess;
beforeAll(async () => {
  stint = await startProcess();
});
afterAll(() => stint.close());

const points: Readonly<Record<string, CrashPoint>> = {
  "before the list is published": { when: "before", function: "cut-off", action: "CreatePolicyVersion" },
  "between publishing and recording that": { when: "after", function: "cut-off", action: "CreatePolicyVersion" },
};

test.for(Object.entries(points))("killed %s, it is done after the restart", async ([, at]) => {
  const session = await lent(stint, "alice");
  const neighbour = await lent(stint, "alice");
  await stint.until(
    () => stint.aws().notes(session.id),
    ({ waitsFor }) => waitsFor === "active",
  );
  await stint.crashAt(at);
  await stint.post("alice", `/requests/${session.id}/end`).catch(() => undefined);
  await stint.crashed();
  // The lease of the one that died lasts a minute.
  await stint.restart(61_000);
  const { history } = await cutOffTo(stint, session.id, "done");
  expect(history.filter(({ type }: Shown) => type === "cut-off")).toHaveLength(1);
  expect(await session.assume()).toContain(cutOffMessage);
  expect(await neighbour.assume()).not.toContain(cutOffMessage);
  await closed(stint, session.id);
  await stint.post("alice", `/requests/${neighbour.id}/end`);
  await closed(stint, neighbour.id);
});
