import { describe, expect, test } from "vitest";
import { type Document, hub, hubRoles, named, targetRoles } from "./simulated.ts";
import { intruder, type Lending, mayAssume, properly } from "./simulated-session.ts";

const broker = named(hubRoles(), "stint-broker");
const elevated = [...targetRoles()].filter(([, { roleArn }]) => roleArn.includes(":role/stint/"));
const role = named(targetRoles(), "Stint-DatabaseAdmin");
const brokerArn = `arn:aws:iam::${hub}:role/stint-broker`;
const other = "o-another12345";

const { "stint:request": request = "", "stint:requester": requester = "", ...rest } = properly.tags;
const without = (key: string) => properly.transitive.filter((transitive) => transitive !== key);

/** Calls that lack one thing that the trust policy asks for. Whoever makes them is allowed everything on their own side. */
const attacks: readonly { title: string; as?: string; organization?: string | null; call?: Partial<Lending> }[] = [
  { title: "another role of the hub", as: `arn:aws:iam::${hub}:role/stint-decide` },
  { title: "the function that cuts off", as: `arn:aws:iam::${hub}:role/stint-cut-off` },
  { title: "a role whose name begins like the broker's", as: `${brokerArn}-2` },
  { title: "a role of the broker's name under another path", as: `arn:aws:iam::${hub}:role/x/stint-broker` },
  { title: "a role of the broker's name in another account", as: "arn:aws:iam::222233334444:role/stint-broker" },
  { title: "the broker of another organisation", organization: other },
  { title: "the broker outside any organisation", organization: null },
  { title: "a session without source identity", call: { sourceIdentity: undefined } },
  { title: "the source identity of somebody else", call: { sourceIdentity: "mallory@example.com" } },
  { title: "a session that does not say who asked", call: { tags: { ...rest, "stint:request": request } } },
  {
    title: "a session with neither source identity nor requester",
    call: { sourceIdentity: undefined, tags: { ...rest, "stint:request": request }, transitive: ["stint:request"] },
  },
  { title: "a session that says of no request", call: { tags: { ...rest, "stint:requester": requester } } },
  { title: "a session of a request without id", call: { tags: { ...properly.tags, "stint:request": "" } } },
  { title: "a request that the next role would forget", call: { transitive: without("stint:request") } },
  { title: "a requester whom the next role would forget", call: { transitive: without("stint:requester") } },
  { title: "tags that the next role would forget", call: { transitive: [] } },
  { title: "a tag that is not Stint's", call: { tags: { ...properly.tags, department: "finance" } } },
  { title: "a tag that only looks like Stint's", call: { tags: { ...properly.tags, "xstint:rule": "x" } } },
  { title: "no tags at all", call: { tags: {}, transitive: [] } },
];

const succeeds = ({ as = brokerArn, organization, call }: (typeof attacks)[number], trust: Document) =>
  mayAssume(intruder(as, organization), { roleArn: role.roleArn, trust }, { ...properly, ...call });

describe("an elevated role", () => {
  test.each(elevated)("is lent by the broker for what Stint asks: %s", async (_name, target) => {
    expect(await mayAssume(broker, target, properly)).toBe(true);
  });

  test("is lent with a tag for each ask that has one", async () => {
    expect(await mayAssume(broker, role, { ...properly, tags: { ...properly.tags, "stint:incident": "INC-9" } })).toBe(
      true,
    );
  });

  test.each(attacks)("is not lent: $title", async (attack) => {
    expect(await succeeds(attack, role.trust)).toBe(false);
  });

  test("is lent to nobody whose own policies do not allow it, however the trust policy reads", async () => {
    const nobody = { ...intruder(brokerArn), policies: [] };
    expect(await mayAssume(nobody, role, properly)).toBe(false);
  });

  test("has no condition that no attack here would need gone", async () => {
    const conditions = conditionsOf(role.trust);
    expect(conditions.length).toBe(7);
    for (const [operator, key] of conditions) {
      const admitted = [];
      for (const attack of attacks) if (await succeeds(attack, taken(role.trust, operator, key))) admitted.push(attack);
      expect(admitted, `${operator} ${key}`).not.toEqual([]);
    }
  });
});

interface Statement {
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Each operator and key of a trust policy, but for `Null`, which says again what the others say. */
function conditionsOf(trust: Document): (readonly [string, string])[] {
  const found = (trust.Statement as Statement[]).flatMap(({ Condition }) =>
    Object.entries(Condition).flatMap(([operator, keys]) => Object.keys(keys).map((key) => `${operator} ${key}`)),
  );
  return [...new Set(found)]
    .map((condition) => condition.split(" ") as [string, string])
    .filter(([operator]) => operator !== "Null");
}

/** The trust policy without one condition, and without any `Null`. */
function taken(trust: Document, operator: string, key: string): Document {
  const Statement = (trust.Statement as Statement[]).map(({ Condition, ...statement }) => ({
    ...statement,
    Condition: Object.fromEntries(
      Object.entries(Condition)
        .filter(([name]) => name !== "Null")
        .map(([name, keys]) => [
          name,
          Object.fromEntries(Object.entries(keys).filter(([k]) => name !== operator || k !== key)),
        ])
        .filter(([, keys]) => Object.keys(keys as object).length > 0),
    ),
  }));
  return { ...trust, Statement };
}
