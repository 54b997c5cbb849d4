import type { DeploymentFile } from "./deployment-schema.ts";
import { twice } from "./entries.ts";
import type { Known } from "./known.ts";
import { mismatch } from "./mismatch.ts";
import type { Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with the deployment beyond its shape. */
export function* checkDeployment({ cutOff }: Sound<DeploymentFile>, { ids }: Known): Generator<Finding> {
  const off = cutOff?.offIn ?? [];
  yield* twice(off, (i) => ["cutOff", "offIn", i]);
  for (const [i, id] of off.entries())
    if (id !== undefined && ids && !ids.has(id))
      yield { path: ["cutOff", "offIn", i], message: mismatch(id, "the id of an account of the catalog") };
}
