import type { Account } from "../../core/catalog.ts";
import type { CatalogFile } from "./catalog-schema.ts";
import { isWhole, type Sound } from "./validate.ts";

type RoleFile = CatalogFile["roles"][number];

/** What the catalog lets a policy name. Each part is absent where the catalog is too damaged to tell it in full. */
export interface Known {
  readonly roles?: ReadonlyMap<string, Sound<RoleFile>>;
  readonly ids?: ReadonlySet<string>;
  /** Every way to write an OU, and the whole paths that it could mean: more than one is ambiguous. */
  readonly ous?: ReadonlyMap<string, readonly string[]>;
  /** For each key of a tag, the values that it has anywhere. */
  readonly tags?: ReadonlyMap<string, ReadonlySet<string>>;
  readonly accounts?: readonly Account[];
}

/** Reads out of the catalog what a policy may name. */
export function knownOf(catalog: Sound<CatalogFile> | undefined): Known {
  const roles = all(catalog?.roles, (role) => role.name !== undefined)?.map((role) => [role.name ?? "", role] as const);
  const ids = all(catalog?.accounts, ({ id }) => id !== undefined)?.map(({ id }) => id ?? "");
  const ous = all(catalog?.accounts, ({ ou }) => ou !== undefined)?.map(({ ou }) => ou ?? "");
  const accounts = all(catalog?.accounts, isWholeAccount)?.map(accountOf);
  return {
    ...(roles && { roles: new Map(roles) }),
    ...(ids && { ids: new Set(ids) }),
    ...(ous && { ous: waysToWrite(ous) }),
    ...(accounts && { accounts, tags: valuesByKey(accounts) }),
  };
}

/** The list, if it is there and every entry will do. */
function all<T, U extends T = T>(
  list: readonly (T | undefined)[] | undefined,
  will: ((entry: T) => entry is U) | ((entry: T) => boolean),
): readonly U[] | undefined {
  return list?.every((entry): entry is U => entry !== undefined && will(entry)) ? list : undefined;
}

type AccountFile = CatalogFile["accounts"][number];

function isWholeAccount(account: Sound<AccountFile>): account is AccountFile {
  const { id, name, ou, tags = {} } = account;
  return isWhole({ id, name, ou }) && isWhole(account) && isWhole(tags);
}

/** An account of the file as core wants it. */
export function accountOf({ id, name, ou, tags = {} }: AccountFile): Account {
  return { id, name, ou, tags };
}

/** `Production`, `Workloads/Production` and, for a whole path beyond doubt, `/Workloads/Production`. */
function waysToWrite(paths: readonly string[]): Map<string, string[]> {
  const names = [...new Set(paths)].filter(Boolean).map((path) => path.split("/"));
  const whole = new Set(names.flatMap((parts) => parts.map((_, i) => parts.slice(0, i + 1).join("/"))));
  const ways = new Map<string, string[]>();
  for (const path of whole)
    for (const way of new Set([path, `/${path}`, path.slice(path.lastIndexOf("/") + 1)]))
      ways.set(way, [...(ways.get(way) ?? []), path]);
  return ways;
}

function valuesByKey(accounts: readonly Account[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const { tags } of accounts)
    for (const [key, value] of Object.entries(tags)) values.set(key, (values.get(key) ?? new Set()).add(value));
  return values;
}
