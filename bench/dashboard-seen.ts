import { performance } from "node:perf_hooks";
import { buildDashboard } from "../frontend/build.ts";
import { people } from "../local/people.ts";
import { visit } from "../test/frontend/browser.ts";
import type { InBrowser } from "./dashboard.ts";
import { shippedConfig, startHub } from "./hub.ts";
import { row } from "./measure.ts";

const n = 10;

/** From Bob's press in his browser to Alice's page in hers, which nobody touches, showing that she has the access. */
export function decisionSeen(assembly: () => Promise<string>): InBrowser {
  return async (browser, progress) => {
    const hub = await startHub(await assembly(), shippedConfig, people, await buildDashboard());
    try {
      progress(`${n} decisions in one browser, seen in another`);
      const alice = await visit(browser, hub, "alice");
      const bob = await visit(browser, hub, "bob");
      const times: number[] = [];
      for (let i = 0; i < n; i++) {
        const { id } = await hub.send("alice", "POST", "/requests", {
          account: "111122223333",
          role: "ReadOnly",
          duration: "1h",
          justification: "Look into slow orders",
        });
        await alice.page.goto(`${hub.origin}/requests/${id}`);
        await alice.page.getByText("Pending approval", { exact: true }).first().waitFor();
        await bob.page.goto(`${hub.origin}/requests/${id}`);
        await bob.page.getByRole("button", { name: "Approve" }).click();
        const press = bob.page.getByRole("dialog").getByRole("button", { name: "Approve" });
        await press.waitFor();
        const start = performance.now();
        await press.click();
        await alice.page.getByText("Active", { exact: true }).first().waitFor();
        times.push(performance.now() - start);
      }
      return [row("decision in one browser to its showing in another", times, { goal: { of: "p95", most: 5000 } })];
    } finally {
      await hub.close();
    }
  };
}
