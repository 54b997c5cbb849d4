import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const app = fileURLToPath(new URL("../bin/app.ts", import.meta.url));

/**
 * Synthesizes the CDK app in a process of its own, into a fresh folder, and answers that folder. Rejects with what the app
 * wrote when it fails: the problems of the config, mostly.
 */
export function synthesize(config = fileURLToPath(new URL("../config", import.meta.url))): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "stint-assembly-"));
  return new Promise((done, failed) => {
    // Validating the templates takes longer than making them; `npm run synth` and test/lib/nag.test.ts do.
    const env = { ...process.env, CDK_OUTDIR: dir, CDK_VALIDATION: "false" };
    const child = spawn(process.execPath, [app, config], { env });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on("error", failed);
    child.on("close", (code) => (code === 0 ? done(dir) : failed(new Error(said.trim()))));
  });
}
