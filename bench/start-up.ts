import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Question, row } from "./measure.ts";

const n = 3;
const program = fileURLToPath(new URL("start-once.ts", import.meta.url));

/** From the start of the process behind `npm start` to a system that is ready, on empty state. */
export const startUp: Question = {
  name: "start-up",
  about: "what npm start does until it is ready, without npm's own start",
  async run(progress) {
    progress(`${n} starts`);
    const starts: Start[] = [];
    for (let i = 0; i < n; i++) starts.push(await startOnce());
    return [
      row(
        "start-up: synthesized",
        starts.map(({ synthesized }) => synthesized),
      ),
      row(
        "start-up: ready",
        starts.map(({ ready }) => ready),
        { goal: { of: "p95", most: 15_000 } },
      ),
    ];
  },
};

interface Start {
  readonly synthesized: number;
  readonly ready: number;
}

function startOnce(): Promise<Start> {
  const start = performance.now();
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const said = new Map<string, number>();
  createInterface({ input: child.stdout }).on("line", (line) => said.set(line, performance.now() - start));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => {
      const [synthesized, ready] = [said.get("synthesized"), said.get("ready")];
      if (code === 0 && synthesized !== undefined && ready !== undefined) done({ synthesized, ready });
      else failed(new Error(`the start ended with exit code ${code}`));
    });
  });
}
