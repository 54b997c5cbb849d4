/** The parts of dynalite 4.0.0 that dynamodb-store.ts reaches into; it publishes no types, and these are not its public API. */
declare module "dynalite/db/index.js" {
  export type Done<Result = void> = (error: Error | null | undefined, result?: Result) => void;
  export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  export type Write =
    | { readonly type: "put"; readonly key: string; readonly value: unknown }
    | { readonly type: "del"; readonly key: string };

  export interface SubDatabase {
    get(key: string, done: Done<Item>): void;
    put(key: string, value: unknown, done: Done): void;
    del(key: string, done: Done): void;
  }
  interface Iterator {
    close(): Promise<void>;
    return?: () => Promise<void>;
  }
  export interface Store {
    readonly db: {
      open(): Promise<void>;
      close(): Promise<void>;
      batch(writes: readonly Write[], done: Done): void;
      keys(range: unknown): Iterator;
      values(range: unknown): Iterator;
    };
    readonly tableDb: SubDatabase;
    getItemDb(table: string): SubDatabase;
    getIndexDb(kind: string, table: string, index: string): SubDatabase;
  }
  const database: {
    create(options: { path?: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
    itemSize(item: Item, ...rest: unknown[]): number;
  };
  export default database;
}

declare module "dynalite/validations/index.js" {
  /** Both throw an Error with `statusCode` and `body` where the service would refuse the input. */
  const validations: {
    checkTypes(input: Record<string, unknown>, types: unknown): Record<string, unknown>;
    checkValidations(input: Record<string, unknown>, types: unknown, custom: unknown, store: unknown): void;
  };
  export default validations;
}
