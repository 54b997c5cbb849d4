import { expect, test } from "vitest";
import { overflows, screens, violations } from "./browser.ts";
import { confirmRevoking, grantBeforeEach, rowOf, runningTable, takenOf, toEnd } from "./running-scene.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("active access", () => {
  const scene = setScene();
  const running = grantBeforeEach(scene);

  test("shows an administrator everything that is granted, what ends first on top, with its countdown", async () => {
    await scene.stint.post("alice", `/requests/${running.read}/credentials`);
    const page = await scene.open("erin", "/running");
    await page.getByText("(3)").waitFor();
    const places = await runningTable(page)
      .getByRole("rowheader")
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(places).toEqual([running.read, running.sandbox, running.scheduled].map((id) => `/requests/${id}`));
    const row = rowOf(page, running.read);
    expect(await row.innerText()).toMatch(
      /ReadOnly in shop-staging\s+444455556666[\s\S]*Alice Almeida\s+alice@example.com[\s\S]*Active[\s\S]*in [23] h \d\d min[\s\S]*1\s+Look for the slow query/,
    );
    expect(await rowOf(page, running.scheduled).innerText()).toMatch(/Scheduled[\s\S]*starts in 1 d [12] h/);
    expect(await violations(page)).toEqual([]);
  });

  test("shows an approver what they approve, and nobody else's", async () => {
    const page = await scene.open("bob", "/running");
    await page.getByText("(2)").waitFor();
    await rowOf(page, running.read).waitFor();
    await rowOf(page, running.scheduled).waitFor();
    expect(await rowOf(page, running.sandbox).count()).toBe(0);
  });

  test("shows an auditor everything and no way to revoke, and says why", async () => {
    const page = await scene.open("dan", "/running");
    await page.getByText("(3)").waitFor();
    await page
      .getByText("You see this as an auditor: only approvers of a request and administrators revoke it.")
      .waitFor();
    expect(await page.getByRole("button", { name: /revoke/i }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test("tells others whom it is for, and leads back", async () => {
    const page = await scene.open("alice", "/running");
    await page.getByText("Approvers, auditors and administrators look after active access.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Go to My access" }).click();
    await page.getByRole("heading", { level: 1, name: "My access" }).waitFor();
  });

  test("finds by any words of person, role, account or reason", async () => {
    const page = await scene.open("erin", "/running");
    await page.getByText("(3)").waitFor();
    await page.getByRole("searchbox").fill("slow ALICE staging");
    await page.getByText("(1 of 3)").waitFor();
    await rowOf(page, running.read).waitFor();
    await page.getByRole("searchbox").fill("nothing like it");
    await page.getByText("Nothing matches").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByText("(3)").waitFor();
  });

  test("follows what others do, and forgets a selection that is over", async () => {
    const page = await scene.open("erin", "/running");
    await page.getByRole("checkbox", { name: "PowerUser in sandbox-blue of Alice Almeida" }).check();
    await page.getByRole("button", { name: "Revoke selected (1)" }).waitFor();
    await scene.stint.post("alice", `/requests/${running.sandbox}/end`);
    await rowOf(page, running.sandbox).waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Revoke selected" }).isDisabled()).toBe(true);
  });

  test("says when it cannot be read, keeps what was there, and tries again", async () => {
    const page = await scene.open("erin", "/running");
    await page.getByText("(3)").waitFor();
    const list = /\/api\/requests\?view=running/;
    await page.route(list, (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "It went wrong." } } }),
    );
    await page.getByText("This may be out of date").waitFor();
    await rowOf(page, running.read).waitFor();
    await page.unroute(list);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("This may be out of date").waitFor({ state: "detached" });
  });

  test.each(["desktop", "phone"] as const)(
    "is right for everybody and no wider than the screen: %s",
    async (screen) => {
      const page = await scene.open("erin", "/running", { viewport: screens[screen] });
      await page.getByText("(3)").waitFor();
      expect(await overflows(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("checkbox", { name: "ReadOnly in shop-staging of Alice Almeida" }).check();
      await toEnd(page);
      await page.getByRole("button", { name: "Revoke selected (1)" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await overflows(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      await confirmRevoking(page);
      await takenOf(page, running.read).waitFor();
      expect(await overflows(page)).toBe(false);
    },
  );
});
