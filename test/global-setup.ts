import { generateKeyPairSync } from "node:crypto";
import type { TestProject } from "vitest/node";
import { buildDashboard } from "../frontend/build.ts";
import { synthesize } from "../local/synth.ts";
import { chromiumPath, noChromium } from "./frontend/browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the synthesized app. */
    assembly: string;
    /** Folder of the built dashboard. */
    dashboard: string;
    /** The RSA key that the systems of the tests sign tokens with, in PEM. */
    signingKey: string;
  }
}

/** Synthesizes the app and builds the dashboard once, for every test that reads or runs them. */
export default async function setup(project: TestProject): Promise<void> {
  if (chromiumPath === undefined) {
    if (process.env.STINT_BROWSER) throw new Error(noChromium);
    console.warn(`${noChromium} The dashboard's tests in a browser are skipped.`);
  }
  const [assembly, dashboard] = await Promise.all([synthesize(), buildDashboard()]);
  project.provide("assembly", assembly);
  project.provide("dashboard", dashboard);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  project.provide("signingKey", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}
