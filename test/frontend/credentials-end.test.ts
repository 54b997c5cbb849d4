import { expect, test } from "vitest";
import { type Shown, sandboxAsk } from "../system/stint.ts";
import { violations } from "./browser.ts";
import { atDialog, close, dialog, getThem, kept, lastKeyId, valuesOf } from "./credentials-screen.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const minutes = 60_000;

withBrowser("credentials that end, or do not come", () => {
  const scene = setScene();

  test("say until when they hold, are forgotten then, and are followed by new ones", async () => {
    const { page } = await atDialog(scene, "8h");
    await getThem(page);
    await dialog(page)
      .getByText(/^They expire in (59:\d\d|1 h 00 min)$/)
      .waitFor();
    await dialog(page)
      .getByText(/The access itself holds longer: .*until \w+, \d+ \w+ \d{4}, \d\d:\d\d CET\./)
      .waitFor();
    const first = lastKeyId(scene.stint);
    await dialog(page).getByRole("button", { name: "Show" }).click();
    expect(await kept(page)).toContain(first);
    scene.stint.clock.advance(61 * minutes);
    await dialog(page).getByText("These credentials have expired").waitFor();
    expect(await kept(page)).not.toContain(first);
    await getThem(page, "Get new credentials");
    await dialog(page).getByRole("button", { name: "Show" }).click();
    expect(lastKeyId(scene.stint)).not.toBe(first);
    expect(await valuesOf(page)).toContain(lastKeyId(scene.stint));
  });

  test("count down to the end of the access where STS makes them longer than that", async () => {
    const { page, card, asked } = await atDialog(scene, "15m");
    scene.stint.clock.advance(5 * minutes);
    await getThem(page);
    await dialog(page)
      .getByText(/^They expire in (09:\d\d|10:00)$/)
      .waitFor();
    await dialog(page).getByText("they stop working with it, though they carry a later expiry").waitFor();
    scene.stint.moveTo(asked.endsAt, 1);
    await dialog(page).getByText("the access has ended as well").waitFor();
    expect(await dialog(page).getByRole("button").allInnerTexts()).toEqual(["", "Close"]);
    await close(page);
    await card.getByText("Expired").waitFor();
  });

  test("are refused in the server's words when the access was revoked meanwhile, which is let go of then", async () => {
    const { page, card, asked } = await atDialog(scene);
    await scene.stint.post("erin", `/requests/${asked.id}/revoke`, { comment: "not now" });
    await getThem(page);
    await dialog(page)
      .getByText(/^This request was revoked by Erin Eze at/)
      .waitFor();
    expect(await dialog(page).getByRole("button").allInnerTexts()).toEqual(["", "Close"]);
    expect(await violations(page)).toEqual([]);
    await close(page);
    await card.getByText("Revoked").waitFor();
  });

  test("can be tried for again after a failure that may pass", async () => {
    const { page } = await atDialog(scene);
    const error = { error: { code: "upstream", message: "AWS did not answer. Try again." } };
    await page.route("**/credentials", (route) => route.fulfill({ status: 502, json: error }), { times: 1 });
    await getThem(page);
    await dialog(page).getByText("AWS did not answer. Try again.").waitFor();
    await getThem(page);
    await dialog(page).getByRole("tab").first().waitFor();
  });

  test("are not handed over when they could do harm in a shell", async () => {
    const { page } = await atDialog(scene);
    const Expiration = "2099-01-01T00:00:00Z";
    const strange = { AccessKeyId: "A", SecretAccessKey: "b\nrm -rf ~", SessionToken: "c", Expiration };
    await page.route("**/credentials", (route) => route.fulfill({ json: { ...strange, sessionsLeft: 9 } }));
    await getThem(page);
    await dialog(page).getByText("AWS gave a SecretAccessKey with characters that cannot be handed over").waitFor();
  });

  test("are counted when few are left", async () => {
    const justification = "Work with a script that asks too often";
    await scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification });
    const page = await scene.open("alice", "/policy");
    await page.route("**/api/requests?*phase=open*", async (route) => {
      const response = await route.fetch();
      const { items } = await response.json();
      await route.fulfill({ response, json: { items: items.map((item: Shown) => ({ ...item, sessions: 497 })) } });
    });
    await page.getByRole("navigation").getByRole("link").first().click();
    const card = page.getByRole("listitem").filter({ hasText: justification });
    await card.getByRole("button", { name: "Get credentials" }).click();
    await dialog(page).getByText("This request has 3 sessions left.").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("come in the format that was used last, and go by a key but by no press beside the dialog", async () => {
    const { page, card } = await atDialog(scene);
    await getThem(page);
    await dialog(page).getByRole("tab", { name: "fish" }).click();
    await page.mouse.click(5, 400);
    expect(await valuesOf(page)).toContain(" set -gx AWS_SESSION_TOKEN '•••'");
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await card.getByRole("button", { name: "Get credentials" }).click();
    await getThem(page);
    await dialog(page).getByRole("tab", { name: "fish", selected: true }).waitFor();
  });
});
