import type { TestProject } from "vitest/node";
import { synthesize } from "../local/synth.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the synthesized app. */
    assembly: string;
  }
}

/** Synthesizes the app once, for every test that reads the template or runs it. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("assembly", await synthesize());
}
