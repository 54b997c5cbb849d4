import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("starting later", () => {
  const scene = setScene(async (stint) => {
    // New York puts its clocks forward on 14 March 2027 at 02:00.
    stint.moveTo("2027-03-10T12:30:00Z");
  });

  const open = async (timezoneId: string) => {
    const page = await scene.open("alice", "/ask/666677778888/PowerUser", { timezoneId });
    await page.getByRole("textbox", { name: "Justification" }).fill("Move the data over night");
    await page.getByText("Later", { exact: true }).click();
    return page;
  };
  const set = async (page: Page, date: string, time: string) => {
    await page.getByLabel("Date", { exact: true }).fill(date);
    await page.getByLabel("Time", { exact: true }).fill(time);
    await page.getByLabel("Time", { exact: true }).blur();
  };
  const submit = (page: Page) => page.getByRole("button", { name: "Request access" }).click();

  test("begins with the next full hour of the person's zone, by the server's clock", async () => {
    const page = await open("America/New_York");
    expect(await page.getByLabel("Date", { exact: true }).inputValue()).toBe("2027-03-10");
    expect(await page.getByLabel("Time", { exact: true }).inputValue()).toBe("08:00");
    await page.getByText("In America/New_York, at most 90 days ahead.").waitFor();
  });

  test("asks for the moment that was meant, across a change of the clocks, and says it in UTC too", async () => {
    const page = await open("America/New_York");
    await set(page, "2027-03-15", "20:00");
    const text = page.getByText(/^Starts /);
    expect((await text.innerText()).replace(/\s+/g, " ")).toMatch(
      /^Starts Mon, 15 Mar 2027, 20:00 (EDT|GMT-4) \(2027-03-16 00:00 UTC\), ends 15 Mar, 21:00 (EDT|GMT-4)\.$/,
    );
    await submit(page);
    await page.waitForURL(/\/requests\/[^/]+$/);
    const { body } = await scene.stint.get("alice", `/requests/${page.url().split("/").at(-1)}`);
    expect(body).toMatchObject({ startsAt: "2027-03-16T00:00:00.000Z", phase: "scheduled" });
  });

  test("refuses a time that the clocks skip, and asks for nothing", async () => {
    const page = await open("America/New_York");
    await set(page, "2027-03-14", "02:30");
    const reason = "02:30 does not exist on that day: in America/New_York the clocks are put forward over it.";
    await page.getByText(reason).first().waitFor();
    await submit(page);
    expect(new URL(page.url()).pathname).toBe("/ask/666677778888/PowerUser");
    await set(page, "2027-03-14", "03:30");
    await page.getByText(reason).first().waitFor({ state: "detached" });
    await page.getByText("(2027-03-14 07:30 UTC)").waitFor();
  });

  test("says which of two is meant where the clocks are put back", async () => {
    // Lord Howe Island does so on 4 April 2027 at 02:00, by half an hour.
    const page = await open("Australia/Lord_Howe");
    await set(page, "2027-04-04", "01:45");
    await page.getByText("01:45 comes twice on that day, as the clocks are put back: the first is meant.").waitFor();
    await page.getByText("(2027-04-03 14:45 UTC)").waitFor();
  });

  test("says what is missing, past or too far ahead", async () => {
    const page = await open("Europe/Berlin");
    await page.getByLabel("Time", { exact: true }).fill("");
    await submit(page);
    await page.getByText("Say on which day and at what time it should start.").first().waitFor();
    await set(page, "2027-03-01", "09:00");
    await page.getByText("The start is in the past. Leave it out to start with the last approval.").first().waitFor();
    await set(page, "2027-07-01", "09:00");
    await page.getByText("The start is more than 90 days ahead.").first().waitFor();
    await page.getByText("Now", { exact: true }).click();
    await page.getByText("You can request this.", { exact: true }).filter({ visible: true }).first().waitFor();
  });

  test("takes a duration as people write it, and says what is none", async () => {
    const page = await scene.open("alice", "/ask/666677778888/PowerUser");
    await page.getByRole("textbox", { name: "Justification" }).fill("Move the data over night");
    const duration = page.getByRole("textbox", { name: "For how long" });
    await duration.fill("an hour");
    await submit(page);
    await page.getByText("“an hour” is not a duration. Write it like 45m, 2h or 1h30m.").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/ask/666677778888/PowerUser");
    await duration.fill("1H 30m");
    await submit(page);
    await page.waitForURL(/\/requests\/[^/]+$/);
    const { body } = await scene.stint.get("alice", `/requests/${page.url().split("/").at(-1)}`);
    expect(body.duration).toBe("1h30m");
  });
});
