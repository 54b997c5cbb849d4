/** The item that holds a request with its whole history. */
export const requestKey = (id: string) => ({ pk: id, sk: "request" });
/** The item beside it that the workflow keeps: its task token, what it waits for, whom it has told. */
export const workflowKey = (id: string) => ({ pk: id, sk: "workflow" });

/** The list of denied sessions of an account. */
export const cutOffKey = (account: string) => ({ pk: `cut-off#${account}`, sk: "cut-off" });
/** The partition of the index `unclosed` that holds the lists which deny anything. */
export const cutOffPartition = "cut-offs";

/** Names of the table's key attributes. */
export const key = { partition: "pk", sort: "sk" } as const;

/**
 * The indexes, each sorted by `askedAt#id`. They hold `summary` (the request without its history), so that a list is one
 * query. `unclosed` and `everything` have one partition each: a request is written a dozen times in its life, and a
 * partition takes a thousand writes a second.
 */
export const indexes = {
  /** A person's own, newest first. */
  byRequester: "requester",
  byAccount: "account",
  /** All of them, for the audit; a day is a range of the sort key. */
  everything: "everything",
  /** Those whose workflow is not through: the approvers' queue, and the reconciler's work. */
  unclosed: "unclosed",
} as const;

export type Index = keyof typeof indexes;

/** The sort key attribute that all indexes share. */
export const indexSort = "askedAt";
/** The attribute that the indexes project. */
export const summary = "summary";
/** Bumped when the shape of items changes; older ones stay readable. */
export const schemaVersion = 1;
