import type { Session } from "./sts-sessions.ts";

/**
 * Whether the boundary denies a session everything. Throws on a document that core/cut-off.ts does not write: it would not be
 * evaluated here as IAM does.
 */
export function boundaryDenies(document: string, session: Pick<Session, "tags" | "startedAt">): boolean {
  const statements = [(JSON.parse(document) as { Statement: Statement | Statement[] }).Statement].flat();
  const unknown = (what: string) => new Error(`the embedded IAM does not evaluate ${what} in the boundary ${document}`);
  const every = ({ Action, Resource }: Statement) => Action === "*" && Resource === "*";
  if (!statements.some((allow) => allow.Effect === "Allow" && every(allow) && allow.Condition === undefined))
    throw unknown("the lack of an Allow of everything");
  return statements
    .filter(({ Effect }) => Effect !== "Allow")
    .some((deny) => {
      if (deny.Effect !== "Deny" || !every(deny)) throw unknown("a statement other than a Deny of everything");
      return Object.entries(deny.Condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, value]) => {
          const holds = conditions.find((known) => known.operator === operator && known.key.test(key));
          if (!holds) throw unknown(`${operator} of ${key}`);
          return [value].flat().some((wanted) => holds.test(session, key, wanted));
        }),
      );
    });
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface KnownCondition {
  readonly operator: string;
  readonly key: RegExp;
  readonly test: (session: Pick<Session, "tags" | "startedAt">, key: string, wanted: string) => boolean;
}

/** Keys of conditions and of tags compare case-insensitively, values of tags do not; a session begins at a whole second. */
const conditions: readonly KnownCondition[] = [
  {
    operator: "StringEquals",
    key: /^aws:PrincipalTag\//i,
    test: ({ tags }, key, wanted) =>
      tags.some((tag) => `aws:principaltag/${tag.key}`.toLowerCase() === key.toLowerCase() && tag.value === wanted),
  },
  {
    operator: "DateLessThan",
    key: /^aws:TokenIssueTime$/i,
    test: ({ startedAt }, _key, wanted) => Math.floor(startedAt / 1000) * 1000 < Date.parse(wanted),
  },
];
