import type { CatalogFile } from "./catalog-schema.ts";
import type { DeploymentFile } from "./deployment-schema.ts";
import { twice } from "./entries.ts";
import { mismatch } from "./mismatch.ts";
import type { Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with the catalog beyond its shape. */
export function* checkCatalog(
  { accounts = [], roles = [] }: Sound<CatalogFile>,
  deployment: Sound<DeploymentFile> | undefined,
): Generator<Finding> {
  const own = new Map([
    [deployment?.hub?.account, "hub"],
    [deployment?.organization?.managementAccount, "management account"],
  ]);
  own.delete(undefined);
  const none = (kind: string) => `an account that can be a target: this is the ${kind}`;

  const ids = accounts.map((account) => account?.id);
  yield* twice(ids, (i) => ["accounts", i, "id"]);
  yield* twice(
    accounts.map((account) => account?.name),
    (i) => ["accounts", i, "name"],
  );
  yield* twice(
    roles.map((role) => role?.name),
    (i) => ["roles", i, "name"],
  );
  for (const [i, id] of ids.entries()) {
    const kind = own.get(id);
    if (kind !== undefined) yield { path: ["accounts", i, "id"], message: mismatch(id, none(kind)) };
  }
  for (const [r, role] of roles.entries())
    for (const [i, arn] of (role?.chaining ?? []).entries()) {
      if (arn === undefined) continue;
      const path = ["roles", r, "chaining", i];
      const kind = own.get(arn.split(":")[4]);
      if (kind !== undefined)
        yield { path, message: mismatch(arn, `a role of another account: this is the ${kind}'s`) };
      if (/:role\/stint(-control)?\//i.test(arn))
        yield { path, message: mismatch(arn, "a role outside /stint/ and /stint-control/, which are Stint's own") };
    }
}
