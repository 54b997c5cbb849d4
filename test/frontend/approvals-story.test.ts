import { expect, test } from "vitest";
import { apiCalls, onPhone, setApprovalsScene } from "./approvals-scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("asking and approving, each in a browser of their own", () => {
  const scene = setApprovalsScene();

  test("Alice asks, Bob decides on his phone, Carol from the mail, and Alice uses it and gives it back", async () => {
    const { stint } = scene;
    const alice = await scene.arrive("alice", "/ask");
    await alice.getByRole("searchbox").fill("shop-prod database");
    await alice.getByRole("link", { name: /^DatabaseAdmin in shop-prod/ }).click();
    await alice.getByRole("textbox", { name: "Justification" }).fill("Orders since 01:40 have no items");
    await alice.getByRole("textbox", { name: "Incident or change" }).fill("INC-42");
    await alice.getByRole("button", { name: "Request access" }).click();
    await alice.waitForURL("**/requests/*");
    const id = new URL(alice.url()).pathname.replace("/requests/", "");
    await alice.getByText("Pending approval").waitFor();
    expect(await alice.getByRole("button", { name: "Approve" }).count()).toBe(0);

    const bob = await scene.arrive("bob", "/approvals", onPhone);
    await bob.getByRole("link", { name: "Alice Almeida" }).tap();
    await bob
      .getByRole("heading", { level: 1, name: "Alice Almeida wants DatabaseAdmin in shop-prod for 1h" })
      .waitFor();
    await bob.getByText("You decide as Database lead, stage 1 of 2. After your yes, Security decides").waitFor();
    await bob.getByRole("button", { name: "Approve" }).tap();
    await bob.getByRole("dialog").getByLabel("Comment").fill("Only the orders table, please");
    await bob.getByRole("dialog").getByRole("button", { name: "Approve" }).tap();
    await bob.getByText("You approved the request. Alice Almeida: DatabaseAdmin in shop-prod.").waitFor();
    await bob.getByText("Nothing waits for you").waitFor();

    await alice.getByText("Bob Brandt approved").first().waitFor();
    await alice.getByText("Only the orders table, please").first().waitFor();
    const mail = await stint.until(
      () => stint.mails(id).find(({ to }) => to.includes("security@example.com")),
      (found) => found !== undefined,
    );
    const link = /https?:\S+\/requests\/\w+/.exec(mail?.text ?? "")?.[0] ?? "";
    const carol = await scene.arrive("carol", new URL(link).pathname);
    await carol.getByText("You decide as Security, stage 2 of 2. Yours is the last yes").waitFor();
    await carol.getByText("Bob Brandt approved").first().waitFor();
    await carol.getByRole("button", { name: "Approve" }).click();
    await carol.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await carol.locator("main").getByText("Active", { exact: true }).waitFor();

    await alice.locator("main").getByText("Active", { exact: true }).waitFor();
    await alice.getByText(/5\d:\d\d left/).waitFor();
    await alice.getByRole("button", { name: /^Get credentials/ }).click();
    await alice.getByRole("dialog").getByRole("button", { name: "Get credentials" }).click();
    await alice.getByText("export AWS_SECRET_ACCESS_KEY=").waitFor();
    await alice.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    expect((await stint.get("alice", `/requests/${id}`)).body).toMatchObject({
      phase: "active",
      sessions: 1,
      stages: [{ decisions: [{ comment: "Only the orders table, please" }] }, { decisions: [{ comment: "" }] }],
    });
    await alice.getByRole("button", { name: "End now" }).click();
    await alice.getByRole("dialog").getByRole("button", { name: "End now" }).click();
    await carol.locator("main").getByText("Ended early", { exact: true }).waitFor();
  });

  test("rejecting says why, and it is final", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const alice = await scene.open("alice", `/requests/${id}`);
    const bob = await scene.open("bob", `/requests/${id}`);
    await bob.getByRole("button", { name: "Reject" }).click();
    const dialog = bob.getByRole("dialog", { name: "Reject this request?" });
    await dialog.getByText("A rejection is final.").waitFor();
    await dialog.getByLabel("Why not").fill("Use the read replica");
    await dialog.getByRole("button", { name: "Reject" }).click();
    await bob.getByText("Rejected", { exact: true }).waitFor();
    expect(await bob.getByRole("button", { name: /^(Approve|Reject)$/ }).count()).toBe(0);

    await alice.getByText("Rejected", { exact: true }).waitFor();
    await alice.getByText("Use the read replica").first().waitFor();
    await alice.getByRole("link", { name: "Same again" }).click();
    expect(new URL(alice.url()).pathname + new URL(alice.url()).search).toBe(
      `/ask/111122223333/DatabaseAdmin?again=${id}`,
    );
  });

  test("opening a request or the queue asks for nothing but to read", async () => {
    const { stint } = scene;
    const { id, version } = await stint.ask("alice");
    const page = await scene.open("bob", "/policy");
    const calls = apiCalls(page);
    for (const place of [`/requests/${id}`, "/approvals", `/approvals?request=${id}`]) {
      await page.goto(stint.origin + place);
      await page.getByText("You decide as").waitFor();
    }
    expect(calls.map((call) => call.method())).toEqual(calls.map(() => "GET"));
    expect(calls.length).toBeGreaterThan(5);
    expect((await stint.get("alice", `/requests/${id}`)).body.version).toBe(version);
  });
});
