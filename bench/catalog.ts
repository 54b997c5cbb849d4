import { rmSync } from "node:fs";
import { synthesize } from "../local/synth.ts";
import { type Hub, startHub } from "./hub.ts";
import { type Goal, type Question, type Row, row, sample } from "./measure.ts";
import { first, lastOf, people, type Size, words, writeOrganization } from "./organization.ts";

const n = 100;
const goal: Goal = { of: "p95", most: 50 };
const sizes: readonly Size[] = [100, 1000, 10_000].map((accounts) => ({ accounts, roles: 50, rules: 1000 }));

/** First page and search of the catalog, and preview, through HTTP; how they grow, and the worst that people can meet. */
export const catalog: Question = {
  name: "catalog",
  about: "GET /catalog and POST /requests/preview with 50 roles and 1,000 rules, through HTTP",
  async run(progress) {
    const rows: Row[] = [];
    for (const size of sizes) {
      const name = `${size.accounts.toLocaleString("en")} accounts`;
      progress(`an organisation of ${name}`);
      const config = writeOrganization(size);
      const assembly = await synthesize(config);
      const hub = await startHub(assembly, config, Object.values(people));
      try {
        for (const [what, run] of casesOf(hub, size, size === sizes.at(-1)))
          rows.push(row(`${what}, ${name}`, await sample(n, run), { goal }));
      } finally {
        await hub.close();
        for (const folder of [config, assembly]) rmSync(folder, { recursive: true });
      }
    }
    return rows;
  },
};

type Case = readonly [what: string, run: () => Promise<unknown>];

function casesOf(hub: Hub, size: Size, worst: boolean): readonly Case[] {
  const page = (person: keyof typeof people, query = "") => {
    const path = `/catalog?${new URLSearchParams({ query })}`;
    return () => hub.send(person, "GET", path);
  };
  const preview = (person: keyof typeof people, at: { readonly account: string; readonly role: string }) => () =>
    hub.send(person, "POST", "/requests/preview", { ...at, duration: "1h", justification: "To see what it says" });
  return [
    ["first page", page("member")],
    ["search", page("member", words.many)],
    ["preview", preview("member", first)],
    ...(worst
      ? ([
          ["first page, every rule matches", page("everybody")],
          ["first page, only the last account", page("last")],
          ["first page, all of it denied", page("denied")],
          ["first page, no rule", page("stranger")],
          ["search, every rule matches", page("everybody", words.many)],
          ["search without a hit, every rule matches", page("everybody", words.none)],
          ["search, all of it denied", page("denied", words.many)],
          ["preview, every rule but none for it", preview("everybody", lastOf(size))],
          ["preview, only the last rule", preview("last", lastOf(size))],
        ] as const)
      : []),
  ];
}
