import { execFileSync } from "node:child_process";
import { parseEnv } from "node:util";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { overflows, screens, violations } from "./browser.ts";
import {
  atDialog,
  close,
  dialog,
  getThem,
  kept,
  lastKeyId,
  memoryOf,
  sessionsOf,
  valuesOf,
} from "./credentials-screen.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("Get credentials", () => {
  const scene = setScene();

  test("says what it will do, and asks AWS for nothing before it is told to", async () => {
    const before = sessionsOf(scene.stint).length;
    const { page, asked } = await atDialog(scene);
    await dialog(page).getByText("a new session as PowerUser in sandbox-blue (666677778888)").waitFor();
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await dialog(page).waitFor({ state: "detached" });
    expect(sessionsOf(scene.stint)).toHaveLength(before);
    expect((await scene.stint.get("alice", `/requests/${asked.id}`)).body.sessions).toBe(0);
  });

  const inOrder = (variables: NodeJS.Dict<string>) => [
    variables.AWS_ACCESS_KEY_ID,
    variables.AWS_SECRET_ACCESS_KEY,
    variables.AWS_SESSION_TOKEN,
  ];
  const matches = (pattern: RegExp) => (text: string) => [...text.matchAll(pattern)].map(([, value]) => value);

  test("gives the same working credentials in every format", async () => {
    const { page, asked } = await atDialog(scene);
    await getThem(page);
    await dialog(page).getByRole("button", { name: "Show" }).click();
    const read: Readonly<Record<string, (text: string) => unknown[]>> = {
      "bash, zsh": (text) => inOrder(parseEnv(text)),
      fish: matches(/set -gx \w+ '(.*)'/g),
      PowerShell: matches(/\$Env:\w+ = '(.*)'/g),
      cmd: matches(/set "\w+=(.*)"/g),
      ".env": (text) => inOrder(parseEnv(text)),
      "Credentials file": matches(/^aws_\w+ = (.*)$/gm),
      JSON: (text) => {
        const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(text);
        return [AccessKeyId, SecretAccessKey, SessionToken];
      },
    };
    expect(await dialog(page).getByRole("tab").allInnerTexts()).toEqual(Object.keys(read));
    const found: Record<string, unknown[]> = {};
    for (const [name, parse] of Object.entries(read)) {
      await dialog(page).getByRole("tab", { name, exact: true }).click();
      found[name] = parse(await valuesOf(page));
    }
    const [accessKeyId, secretAccessKey, sessionToken] = found.JSON as [string, string, string];
    for (const name of Object.keys(read)) expect(found[name]).toEqual([accessKeyId, secretAccessKey, sessionToken]);
    expect(accessKeyId).toBe(lastKeyId(scene.stint));
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const sts = new STSClient({ region: "eu-west-1", endpoint: `${scene.stint.origin}/sts`, credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::666677778888:assumed-role/Stint-PowerUser/${asked.id}-alice@example.com`);
  });

  test("copies without showing, and what is pasted works", async () => {
    const { page } = await atDialog(scene);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await getThem(page);
    await dialog(page).getByRole("button", { name: "Copy values for bash, zsh" }).click();
    await page.getByText("Copied").waitFor();
    expect(await valuesOf(page)).toContain("AWS_SESSION_TOKEN='•••'");
    expect(await kept(page)).not.toContain(lastKeyId(scene.stint));
    const copied = String(await page.evaluate("navigator.clipboard.readText()"));
    const environment = execFileSync("bash", ["-c", `${copied}env`], { encoding: "utf8" });
    expect(environment).toContain(`AWS_ACCESS_KEY_ID=${lastKeyId(scene.stint)}\n`);
  });

  test("forgets everything when it is closed: on the page, in storage, in memory", async () => {
    const { page, card } = await atDialog(scene);
    const answered = page.waitForResponse("**/credentials");
    await getThem(page);
    const { SecretAccessKey, SessionToken } = await (await answered).json();
    await dialog(page).getByRole("button", { name: "Show" }).click();
    expect(await valuesOf(page)).toContain(SecretAccessKey);
    expect((await memoryOf(page)).includes(SecretAccessKey)).toBe(true);
    await close(page);
    for (const secret of [lastKeyId(scene.stint), SecretAccessKey, SessionToken])
      expect((await kept(page)).includes(secret)).toBe(false);
    await expect.poll(async () => (await memoryOf(page)).includes(SecretAccessKey), { timeout: 20_000 }).toBe(false);
    await card.getByRole("button", { name: "Get credentials" }).click();
    await dialog(page).getByText("Each session is recorded").waitFor();
    expect(await dialog(page).getByRole("tab").count()).toBe(0);
  });

  test("wants nothing any more that comes after it was closed", async () => {
    const { page, card } = await atDialog(scene);
    const asking = page.waitForRequest("**/credentials");
    await page.route("**/credentials", () => {});
    await getThem(page);
    await asking;
    const dropped = page.waitForEvent("requestfailed");
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    expect((await dropped).url()).toMatch(/\/credentials$/);
    await dialog(page).waitFor({ state: "detached" });
    await card.getByRole("button", { name: "Get credentials" }).click();
    await dialog(page).getByText("Each session is recorded").waitFor();
  });

  test("works by keyboard alone", async () => {
    const { page, card } = await atDialog(scene);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    const button = card.getByRole("button", { name: "Get credentials" });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await press(page, "Get credentials");
    await dialog(page).getByRole("tab", { selected: true }).waitFor();
    await press(page, "Copy values for bash, zsh");
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain(lastKeyId(scene.stint));
  });

  /** Goes by Tab to a button of the dialog, and presses it. */
  async function press(page: Page, name: string): Promise<void> {
    const button = dialog(page).getByRole("button", { name });
    for (let tabs = 0; tabs < 12; tabs++) {
      if (await button.evaluate((element) => element === document.activeElement)) return page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
    }
    throw new Error(`no Tab leads to ${name}`);
  }

  test.each([
    ["desktop", "light"],
    ["phone", "dark"],
  ] as const)("fits a %s in %s, and is accessible", async (screen, colorScheme) => {
    const options = { viewport: screens[screen], colorScheme };
    const { page } = await atDialog(scene, "1h", options);
    expect(await violations(page)).toEqual([]);
    await getThem(page);
    await dialog(page).getByRole("button", { name: "Show" }).click();
    expect(await overflows(page)).toBe(false);
    const values = dialog(page).locator("pre:visible");
    expect(await values.evaluate((text) => text.scrollWidth > text.clientWidth)).toBe(false);
    expect(await violations(page)).toEqual([]);
  });
});
