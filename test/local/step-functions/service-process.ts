import { appendFileSync } from "node:fs";
import { startClock } from "../../../local/clock.ts";
import { startStepFunctions } from "../../../local/step-functions/service.ts";
import { serve } from "../../../local/wire.ts";

/** A Step Functions in a process of its own, to be killed: folder, ARN and definition are its arguments. */
const [state = "", machineArn = "", definition = ""] = process.argv.slice(2);
const service = startStepFunctions({
  clock: startClock(),
  state,
  account: "111122223333",
  region: "eu-west-1",
  invoke: async (_name, payload) => appendFileSync(`${state}/calls`, `${JSON.stringify(payload)}\n`),
  publish: async () => {},
});
service.define(machineArn, JSON.parse(definition));
service.resume();
const { origin } = await serve({ port: 0, mounts: { "/states": service.part } });
console.log(origin);
