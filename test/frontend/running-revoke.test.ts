import { beforeEach, expect, test } from "vitest";
import type { OnAwsCall } from "../../local/aws-calls.ts";
import { onPhone } from "./approvals-scene.ts";
import { overflows, screens, violations } from "./browser.ts";
import { confirmRevoking, grantBeforeEach, rowOf, takenOf, toEnd } from "./running-scene.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

/** STS refuses to lend the role that cuts off. */
const refusal = {
  status: 403,
  headers: { "content-type": "text/xml" },
  body: "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No</Message></Error></ErrorResponse>",
};

withBrowser("revoking", () => {
  /** Between the function that cuts off and STS. */
  let meddle: OnAwsCall | undefined;
  const scene = setScene(undefined, {
    system: {
      onAwsCall: async (call, answer) =>
        meddle && call.function === "cut-off" && call.service === "sts" ? meddle(call, answer) : answer(),
    },
  });
  beforeEach(() => {
    meddle = undefined;
  });
  const running = grantBeforeEach(scene);
  const phaseOf = async (id: string) => (await scene.stint.get("erin", `/requests/${id}`)).body.phase;

  test("revokes one with a comment, and shows its sessions being cut off until they are", async () => {
    await scene.stint.post("alice", `/requests/${running.read}/credentials`);
    const page = await scene.open("bob", "/running");
    await page.getByRole("button", { name: "Revoke ReadOnly in shop-staging of Alice Almeida" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("Wrong account");
    await confirmRevoking(page);
    await page.getByRole("heading", { name: "Revoked on this visit" }).waitFor();
    await takenOf(page, running.read)
      .getByText(/Its sessions are cut off, everywhere by .* CET/)
      .waitFor();
    await rowOf(page, running.read).waitFor({ state: "detached" });
    const { body } = await scene.stint.get("bob", `/requests/${running.read}`);
    expect(body).toMatchObject({ phase: "revoked", outcome: { by: { name: "Bob Brandt" }, comment: "Wrong account" } });
    expect(await violations(page)).toEqual([]);

    await page.reload();
    await takenOf(page, running.read)
      .getByText(/Its sessions are cut off, everywhere by/)
      .waitFor();
    scene.stint.clock.advance(6 * 60_000);
    await takenOf(page, running.read)
      .getByText(/Its sessions are cut off everywhere, since/)
      .waitFor();
    await takenOf(page, running.read)
      .getByRole("button", { name: /^Dismiss: / })
      .click();
    await page.getByRole("heading", { name: "Revoked on this visit" }).waitFor({ state: "detached" });
  });

  test("says so while sessions are being cut off, when that failed, and when it was done after all", async () => {
    const held = Promise.withResolvers<void>();
    meddle = async () => {
      await held.promise;
      return refusal;
    };
    await scene.stint.post("alice", `/requests/${running.read}/credentials`);
    const page = await scene.open("bob", "/running");
    await page.getByRole("button", { name: "Revoke ReadOnly in shop-staging of Alice Almeida" }).click();
    await confirmRevoking(page);
    await takenOf(page, running.read).getByText("Cutting off its sessions").waitFor();
    expect(await takenOf(page, running.read).getByRole("button").count()).toBe(0);
    held.resolve();
    await takenOf(page, running.read).getByText("Cutting off failed and is tried again").waitFor();
    expect(await takenOf(page, running.read).getByRole("button").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    meddle = undefined;
    scene.stint.clock.advance(10 * 60_000);
    await scene.stint.reconcile();
    await takenOf(page, running.read)
      .getByText(/Its sessions are cut off/)
      .waitFor();
  });

  test("revokes several at once, and says of each how it stands", async () => {
    const page = await scene.open("erin", "/running");
    await page.getByRole("checkbox", { name: "Select all that you can revoke" }).check();
    await page.getByRole("button", { name: "Revoke selected (3)" }).click();
    await page.getByRole("dialog").getByText("Revoke access under these 3 requests?").waitFor();
    await confirmRevoking(page);
    for (const id of [running.read, running.scheduled, running.sandbox]) {
      await takenOf(page, id).getByText("No session was alive: nothing to cut off").waitFor();
      expect(await phaseOf(id)).toBe("revoked");
    }
    await page.getByText("No access is active or scheduled").waitFor();
  });

  test("says which of several had ended meanwhile, and revokes the others", async () => {
    const page = await scene.open("erin", "/running");
    await page.getByRole("checkbox", { name: "ReadOnly in shop-staging of Alice Almeida" }).check();
    await page.getByRole("checkbox", { name: "PowerUser in sandbox-blue of Alice Almeida" }).check();
    await page.getByRole("button", { name: "Revoke selected (2)" }).click();
    await page.getByRole("dialog").waitFor();
    await scene.stint.post("alice", `/requests/${running.sandbox}/end`);
    await confirmRevoking(page);
    await page
      .getByRole("dialog")
      .getByText(/This request was ended by Alice Almeida/)
      .waitFor();
    await expect.poll(() => phaseOf(running.read), { timeout: 20_000 }).toBe("revoked");
    expect(await phaseOf(running.sandbox)).toBe("ended");
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await takenOf(page, running.read).waitFor();
    expect(await takenOf(page, running.sandbox).count()).toBe(0);
  });

  test("on a phone has the button for those that are selected at the thumb, wherever they stand", async () => {
    const page = await scene.open("erin", "/running", onPhone);
    const button = page.getByRole("button", { name: /^Revoke selected/ });
    const last = page.getByRole("checkbox", { name: "ReadOnly in search-prod of Alice Almeida" });
    await last.waitFor();
    expect(await button.count()).toBe(0);
    for (const box of [last, page.getByRole("checkbox", { name: "PowerUser in sandbox-blue of Alice Almeida" })]) {
      await box.check();
      const { y = 0, height = 0 } = (await button.boundingBox()) ?? {};
      expect(y).toBeGreaterThan(screens.phone.height / 2);
      expect(y + height).toBeLessThan(screens.phone.height - 60);
    }
    expect(await button.innerText()).toBe("Revoke selected (2)");
    expect(await overflows(page)).toBe(false);
    await toEnd(page);
    expect(await violations(page)).toEqual([]);
    await button.tap();
    await page.getByRole("dialog").getByText("Revoke access under these 2 requests?").waitFor();
    await confirmRevoking(page);
    await takenOf(page, running.scheduled).waitFor();
    expect(await button.count()).toBe(0);
  });

  test("works by keyboard alone", async () => {
    const page = await scene.open("bob", "/running");
    await page.getByRole("checkbox", { name: "ReadOnly in search-prod of Alice Almeida" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Revoke selected (1)" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("textbox").fill("Not tomorrow");
    await page.keyboard.press("Control+Enter");
    await takenOf(page, running.scheduled).getByText("nothing to cut off").waitFor();
    expect(await phaseOf(running.scheduled)).toBe("revoked");
  });
});
