import { rmSync } from "node:fs";
import { people } from "../local/people.ts";
import { synthesize } from "../local/synth.ts";
import { startSystem } from "../local/system.ts";
import { newFolder, shippedConfig } from "./hub.ts";

/* What `npm start` does until it is ready, on a free port and a state of its own. Says when it is how far. */

const assembly = await synthesize(shippedConfig);
console.log("synthesized");
const state = newFolder();
const system = await startSystem({ port: 0, state, assembly, config: shippedConfig, people, log: () => {} });
await system.functions.warm();
console.log("ready");
await system.close();
for (const folder of [state, assembly]) rmSync(folder, { recursive: true });
