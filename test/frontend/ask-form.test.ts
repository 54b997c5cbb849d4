import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { databaseAsk } from "../system/stint.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("asking", () => {
  const scene = setScene();

  const database = "/ask/111122223333/DatabaseAdmin";
  const clusters = "/ask/111122223333/ClusterAdmin";
  const asked = (page: Page) => page.waitForURL(/\/requests\/[^/]+$/);
  const idIn = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const submit = (page: Page) => page.getByRole("button", { name: "Request access" }).click();
  const justification = (page: Page) => page.getByRole("textbox", { name: "Justification" });

  test("takes six presses and words from the search to a request, by keyboard alone", async () => {
    const page = await scene.open("alice", "/ask");
    let interactions = 0;
    const press = async (key: string) => {
      interactions += 1;
      await page.keyboard.press(key);
    };
    const type = async (text: string) => {
      interactions += 1;
      await page.keyboard.type(text);
    };
    await page.getByRole("list", { name: "Everything that you may ask for" }).waitFor();
    await type("shop prod database");
    await press("Enter");
    await page.getByRole("heading", { level: 1, name: "DatabaseAdmin in shop-prod" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    await type("Repair the orders table");
    await press("Tab");
    await type("INC-42");
    await press("Enter");
    await asked(page);
    expect(interactions).toBe(6);
    await page.getByText("Requested. You are told when it is decided.").waitFor();
    const { body } = await scene.stint.get("alice", `/requests/${idIn(page)}`);
    expect(body).toMatchObject({
      ...databaseAsk,
      account: { id: databaseAsk.account },
      role: { name: databaseAsk.role },
    });
  });

  test("says beforehand which rule applies, who is asked in which order, and by when it lapses", async () => {
    const page = await scene.open("alice", database);
    await page.getByText("Rule prod-database").waitFor();
    const steps = page
      .getByRole("group", { name: "Who is asked, in this order" })
      .or(page.getByLabel("Who is asked, in this order"));
    expect(await steps.first().innerText()).toMatch(
      /Database lead\s+One of the group db-leads\s+Security\s+One of the group security\s+Access starts with the last approval/,
    );
    await justification(page).fill("Repair the orders table");
    await page.getByRole("textbox", { name: "Incident or change" }).fill("INC-42");
    await page.getByText("You can request this.", { exact: true }).filter({ visible: true }).first().waitFor();
    await page.getByText("Lapses unless it is decided by").locator("time").waitFor();
  });

  test("lends at once where nobody has to approve, and says so before", async () => {
    const page = await scene.open("alice", "/ask/666677778888/PowerUser");
    await page.getByText("Nobody has to approve.").waitFor();
    await page.getByText("Access starts at once").waitFor();
    await justification(page).fill("Try a new service");
    await page.getByRole("button", { name: "8h (maximum)" }).click();
    await submit(page);
    await asked(page);
    await page.getByText("Access is yours now.").waitFor();
    expect((await scene.stint.get("alice", `/requests/${idIn(page)}`)).body).toMatchObject({
      phase: "active",
      duration: "8h",
    });
  });

  test("tells nobody off before they typed, and each reason in words beside its field afterwards", async () => {
    const page = await scene.open("alice", database);
    await page.getByText("Still to do", { exact: true }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await page.locator("[aria-invalid=true]").count()).toBe(0);

    const ticket = page.getByRole("textbox", { name: "Incident or change" });
    await ticket.fill("some ticket");
    await justification(page).fill("fix");
    await page.getByRole("textbox", { name: "For how long" }).fill("5h");
    await ticket.focus();
    const wrong = 'Incident or change is "some ticket", which does not look like (INC|CHG)-[0-9]+.';
    await page.getByText("You can’t request it like this").waitFor();
    await submit(page);
    for (const [field, reason] of [
      [ticket, wrong],
      [justification(page), "Say why in at least 10 characters; these are 3."],
      [page.getByRole("textbox", { name: "For how long" }), "5h is too long; this rule lends for at most 4h."],
    ] as const) {
      await expect.poll(() => described(field)).toContain(reason);
      await page.getByRole("listitem").filter({ hasText: reason }).waitFor();
    }
    // The first of them, to be mended.
    await expect.poll(() => justification(page).evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: wrong }).click();
    await expect.poll(() => ticket.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(
      (await scene.stint.get("alice", "/requests?view=mine&rule=prod-database&phase=open")).body.items,
    ).toHaveLength(1);
  });

  test("explains what a field takes, and what becomes a session tag", async () => {
    const page = await scene.open("alice", database);
    const ticket = page.getByRole("textbox", { name: "Incident or change" });
    await expect
      .poll(() => described(ticket))
      .toContain("Looks like (INC|CHG)-[0-9]+ (“INC-” or “CHG-”, then digits), such as INC-123");
    expect(await described(ticket)).toContain("It becomes a tag of your sessions");
  });

  test("offers the rules that may be chosen, and keeps apart what each asks for", async () => {
    const page = await scene.open("alice", clusters);
    await page.getByRole("textbox", { name: "Change" }).fill("CHG-7");
    await justification(page).fill("Restart the ingress pods");
    await page.getByRole("textbox", { name: "For how long" }).fill("2h");
    await page.getByRole("radio", { name: "Kubernetes clusters, during an incident" }).click();
    await page.getByText("Rule clusters-incident").waitFor();
    expect(new URL(page.url()).search).toBe("?rule=clusters-incident");
    await page.getByRole("textbox", { name: "Incident" }).fill("INC-7");
    await page.getByRole("listitem").filter({ hasText: "2h is too long; this rule lends for at most 1h." }).waitFor();

    await page.getByRole("button", { name: "Ask under “Planned work in Kubernetes clusters”" }).click();
    expect(await page.getByRole("textbox", { name: "Change" }).inputValue()).toBe("CHG-7");
    await page.getByRole("radio", { name: "Kubernetes clusters, during an incident" }).click();
    expect(await page.getByRole("textbox", { name: "Incident" }).inputValue()).toBe("INC-7");
    await page.getByRole("button", { name: "1h (maximum)" }).click();
    await submit(page);
    await asked(page);
    expect((await scene.stint.get("alice", `/requests/${idIn(page)}`)).body).toMatchObject({
      rule: { id: "clusters-incident" },
      asks: { incident: "INC-7" },
      duration: "1h",
    });
  });

  test("opens with the alternative that the address names", async () => {
    const page = await scene.open("alice", `${clusters}?rule=clusters-incident`);
    expect(await page.getByRole("radio", { name: "Kubernetes clusters, during an incident" }).isChecked()).toBe(true);
  });

  test("shows what the role can do", async () => {
    const page = await scene.open("alice", "/ask/111122223333/BreakGlass");
    await page.getByText(/^Can give itself lasting access/).waitFor();
    await page.getByText("AdministratorAccess").waitFor();
  });

  test("says in the policy's words why something may not be asked for, and leads back", async () => {
    const page = await scene.open("frank", clusters);
    await page.getByText("This may not be asked for").waitFor();
    await page.getByText("Rule contractors-out denies ClusterAdmin in 111122223333 to you.").waitFor();
    await page.getByRole("link", { name: "Look for something else" }).click();
    await page.getByRole("heading", { level: 1, name: "Request access" }).waitFor();
  });

  test("says what is wrong with an address that names no account", async () => {
    const page = await scene.open("alice", "/ask/nowhere/ReadOnly");
    await page.getByText("account: is not an account id of twelve digits").waitFor();
  });

  test("says that the policy could not be asked, and asks it again", async () => {
    const page = await scene.open("alice", "/ask");
    await page.route("**/api/requests/preview", (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something went wrong." } } }),
    );
    await page.getByRole("link", { name: "PowerUser in sandbox-blue" }).last().click();
    await page.getByText("Stint could not check this against the policy").waitFor();
    await page.unroute("**/api/requests/preview");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Still to do", { exact: true }).waitFor();
  });

  test("says that too many requests are open, and where to end one", async () => {
    for (let i = 0; i < 20; i++)
      await scene.stint.ask("carol", { role: "ReadOnly", asks: {}, justification: `Look into the matter, part ${i}` });
    const page = await scene.open("carol", "/ask/111122223333/ReadOnly");
    await justification(page).fill("One more look at it");
    await submit(page);
    await page.getByText("You have 20 open requests, the most there may be.").waitFor();
    expect(await justification(page).inputValue()).toBe("One more look at it");
    await page.getByRole("link", { name: "Go to My access" }).waitFor();
  });

  test("names the field whose characters or length Stint does not take", async () => {
    const page = await scene.open("alice", "/ask/666677778888/PowerUser");
    await justification(page).fill("Try it \u202e out quickly");
    await submit(page);
    await expect
      .poll(() => described(justification(page)))
      .toContain('Justification contains a character that cannot be seen (U+202E after "Try it"); remove it.');
    await justification(page).fill("a".repeat(2001));
    await expect.poll(() => described(justification(page))).toContain("Justification has more than 2000 characters.");
  });

  test("shows a hostile justification as the text that it is", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>alert(1)</script> "quoted" & more`;
    const page = await scene.open("alice", "/ask/666677778888/PowerUser");
    await justification(page).fill(hostile);
    await submit(page);
    await asked(page);
    await page.getByText(hostile).first().waitFor();
    await page.goto(`${scene.stint.origin}/ask/666677778888/PowerUser?again=${idIn(page)}`);
    await expect.poll(() => justification(page).inputValue()).toBe(hostile);
    expect(await page.locator("#stint img[src=x]").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });
});

/** What is read out with a field: its description, constraint and error. */
async function described(field: ReturnType<Page["locator"]>): Promise<string> {
  return field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );
}
