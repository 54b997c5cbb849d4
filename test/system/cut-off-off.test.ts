import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AwsCall } from "../../local/aws-calls.ts";
import { synthesize } from "../../local/synth.ts";
import { closed, cutOffMessage, cutOffTo, lent } from "./lent.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

const green = "777788889999";
const calls: AwsCall[] = [];
let stint: Stint;
beforeAll(async () => {
  const config = mkdtempSync(join(tmpdir(), "stint-config-"));
  cpSync("config", config, { recursive: true });
  const deployment = join(config, "deployment.yaml");
  writeFileSync(deployment, `${readFileSync(deployment, "utf8")}\ncutOff:\n  offIn: ["${sandboxAsk.account}"]\n`);
  stint = await startStint({
    config,
    assembly: await synthesize(config),
    onAwsCall: async (call, answer) => {
      calls.push(call);
      return answer();
    },
  });
});
afterAll(() => stint.close());

test("where deployment.yaml switches it off nothing is cut off, and the request says how long sessions may live on", async () => {
  const [left, denied] = [await lent(stint, "alice"), await lent(stint, "alice", { account: green })];
  for (const { id } of [left, denied]) await stint.post("erin", `/requests/${id}/revoke`);
  const { cutOff, endsAt, history } = await cutOffTo(stint, left.id, "off");
  await cutOffTo(stint, denied.id, "done");
  expect(cutOff).toEqual({ state: "off", sessionsEnd: expect.any(String) });
  expect(Date.parse(cutOff.sessionsEnd)).toBeGreaterThan(stint.clock.now());
  expect(Date.parse(cutOff.sessionsEnd)).toBeLessThanOrEqual(Date.parse(endsAt));
  expect(history.find(({ type }: { type: string }) => type === "cut-off")).not.toHaveProperty("effectiveBy");
  expect(await left.assume()).not.toContain(cutOffMessage);
  expect(await denied.assume()).toContain(cutOffMessage);
  expect(
    calls.filter(({ function: name }) => name === "cut-off").some(({ resource }) => resource.includes(green)),
  ).toBe(true);
  expect(
    calls.filter(({ function: name, resource }) => name === "cut-off" && resource.includes(sandboxAsk.account)),
  ).toEqual([]);
  // Nothing more is lent, though.
  expect((await stint.post("alice", `/requests/${left.id}/credentials`)).status).toBe(409);
  await closed(stint, left.id);
});
