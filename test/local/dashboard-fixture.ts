import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, inject } from "vitest";
import { dashboardBehaviorOf } from "../../local/cloudfront.ts";
import { dashboard } from "../../local/dashboard.ts";
import { loadTemplate } from "../../local/template.ts";
import { serve } from "../../local/wire.ts";
import { type Reply, sendTo } from "./http-fixture.ts";

export const page = `<!doctype html><html lang="en"><title>Stint</title>${"<p>text</p>".repeat(100)}</html>`;
export const script = `export const stint = 1;\n${"// a line\n".repeat(500)}`;
/** What a build is like. */
export const files = {
  "index.html": page,
  "icon.svg": "<svg/>",
  ".inputs": "what it was built from",
  "assets/main-1a2b.js": script,
  "assets/main-3c4d.css": "a{}",
  "assets/font-5e6f.woff2": "w".repeat(2000),
};

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

/** A folder with these files, gone after the tests; `secret.txt` lies beside it, which nobody may read. */
export function folder(written: Readonly<Record<string, string>>): string {
  const around = mkdtempSync(join(tmpdir(), "stint-dashboard-"));
  closing.push(() => rmSync(around, { recursive: true }));
  writeFileSync(join(around, "secret.txt"), "nobody reads this");
  const dir = join(around, "dist");
  for (const [name, text] of Object.entries(written)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** A build that is served as the synthesized template has it. */
export interface Delivered {
  readonly dir: string;
  readonly origin: string;
  /** Sends a path as it is written. */
  send(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Reply>;
}

export async function deliver(): Promise<Delivered> {
  const template = loadTemplate({
    dir: inject("assembly"),
    stack: "StintHub",
    account: "999988887777",
    region: "eu-west-1",
    values: {},
    addresses: {
      "https://stint-999988887777.auth.eu-west-1.amazoncognito.com": "http://localhost:4780",
      "https://cognito-idp.eu-west-1.amazonaws.com": "http://localhost:4780",
    },
    secret: () => "embedded",
  });
  const dir = folder(files);
  const served = await serve({ port: 0, mounts: { "/": dashboard(dir, dashboardBehaviorOf(template)) } });
  closing.unshift(() => served.close());
  const { port, origin } = served;
  return { dir, origin, send: (path, headers = {}, method = "GET") => sendTo(port, path, { method, headers }) };
}
