import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { timeHeader } from "../../core/routes.ts";
import { buildDashboard } from "../../frontend/build.ts";
import { call, signInAt } from "../../local/client.ts";
import { startClock } from "../../local/clock.ts";
import { synthesize } from "../../local/synth.ts";
import { type System, startSystem } from "../../local/system.ts";
import { launch, screens, signIn } from "./browser.ts";
import { everybody, story } from "./shots-story.ts";
import { now } from "./shots-told.ts";

/** `npm run shots`: pictures of every page, on a desktop and on a phone, in docs/shots. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}docs/shots`;

/** As wide as what the tests look at, and as high as a README has room for. */
const frames = { desktop: { ...screens.desktop, height: 720 }, phone: screens.phone };

interface Picture {
  readonly name: string;
  readonly person: string;
  /** A place of the dashboard; `{key}` stands for the id of a request of the story. */
  readonly place: string;
  /** A text that stands there once all is loaded. */
  readonly shows: string | RegExp;
  /** What is done there before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Whether there is one in the dark as well. */
  readonly dark?: boolean;
}

const pictures: readonly Picture[] = [
  // First, as what is lent ends by the real clock.
  {
    name: "credentials",
    person: "alice",
    place: "/",
    shows: "PowerUser in sandbox-blue",
    prepare: async (page) => {
      await page.getByRole("button", { name: /^Get credentials.*sandbox-blue/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Get credentials" }).click();
      await dialog.getByRole("tab").first().waitFor();
    },
  },
  { name: "access", person: "alice", place: "/", shows: "Same again", dark: true },
  {
    name: "catalog",
    person: "alice",
    place: "/ask?q=prod",
    shows: "search-prod",
  },
  {
    name: "ask",
    person: "alice",
    place: "/ask/111122223333/DatabaseAdmin",
    shows: "What happens",
    prepare: async (page) => {
      await page.getByLabel("Justification").fill("Rebuild the index on orders.payment_state after the failover.");
      await page.getByLabel("Incident or change").fill("INC-4711");
      await seen(page, "You can request this.");
    },
  },
  { name: "approvals", person: "bob", place: "/approvals", shows: "Second pair of hands for Alice", dark: true },
  { name: "judge", person: "bob", place: "/approvals?request={judge}", shows: "INC-4712", dark: true },
  { name: "request", person: "alice", place: "/requests/{active}", shows: "INC-4711" },
  { name: "running", person: "erin", place: "/running", shows: "Frank Fischer" },
  { name: "audit", person: "dan", place: "/audit", shows: "Henry Haas", prepare: toResults },
  {
    name: "figures",
    person: "dan",
    place: "/audit?show=figures",
    shows: "Time to approve",
    prepare: toResults,
    dark: true,
  },
  { name: "policy", person: "dan", place: "/policy", shows: "Rules that deny" },
  {
    name: "policy-who",
    person: "dan",
    place: "/policy?view=who&group=contractors&group=engineering&account=111122223333&role=DatabaseAdmin",
    shows: "Why, rule by rule",
  },
];

async function main(): Promise<void> {
  const [assembly, dashboard] = await Promise.all([synthesize(), buildDashboard()]);
  const state = mkdtempSync(join(tmpdir(), "stint-shots-"));
  const [first] = story();
  const system = await startSystem({
    port: 0,
    state,
    assembly,
    config: `${root}config`,
    people: everybody,
    dashboard,
    log: () => {},
    clock: startClock(Date.parse(first?.at ?? now) - Date.now()),
    schedules: false,
  });
  try {
    console.log("Four weeks pass …");
    const ids = await live(system);
    mkdirSync(folder, { recursive: true });
    const browser = await launch();
    for (const picture of pictures) await takeAll(browser, system, picture, ids);
    await browser.close();
  } finally {
    await system.close();
    for (const made of [state, assembly]) rmSync(made, { recursive: true });
  }
}

/** Has everybody do at the system what the story says, at the time that it says; the ids of requests by their keys. */
async function live({ origin, clock }: System): Promise<ReadonlyMap<string, string>> {
  const ids: string[] = [];
  const keys = new Map<string, string>();
  for (const { number, request, at, by, verb, comment } of story()) {
    clock.advance(Math.max(0, Date.parse(at) - clock.now()));
    const { access_token: token } = await signInAt(origin, by);
    const path = verb === "ask" ? "/requests" : `/requests/${ids[number]}/${verb}`;
    const body = verb === "ask" ? request.ask : comment === undefined ? {} : { comment };
    // The id is made of it, and so the same at every run.
    const headers = verb === "ask" ? { "idempotency-key": `shots-${number}` } : {};
    const answer = await call<{ id: string }>(origin, token, "POST", path, body, headers);
    if (answer.status >= 300)
      throw new Error(`${by} could not ${verb} at ${at}: ${JSON.stringify({ request, answer: answer.body })}`);
    if (verb !== "ask") continue;
    ids[number] = answer.body.id;
    if (request.key !== undefined) keys.set(request.key, answer.body.id);
  }
  clock.advance(Math.max(0, Date.parse(now) - clock.now()));
  return keys;
}

async function takeAll(
  browser: Browser,
  system: System,
  picture: Picture,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const place = picture.place.replace(/\{(\w+)\}/, (_, key: string) => ids.get(key) ?? "");
  for (const [screen, viewport] of Object.entries(frames))
    for (const colorScheme of picture.dark ? (["light", "dark"] as const) : (["light"] as const)) {
      const name = `${picture.name}-${screen}${colorScheme === "dark" ? "-dark" : ""}.png`;
      console.log(name);
      const page = await open(browser, system, { ...picture, place }, { viewport, colorScheme });
      await page.screenshot({ path: join(folder, name), animations: "disabled", caret: "hide" });
      await page.context().close();
    }
}

/** A page in which it is always now: for the browser, and in what the API says. */
async function open(
  browser: Browser,
  { origin }: System,
  { person, place, shows, prepare }: Picture,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({
    deviceScaleFactor: 1,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  await context.clock.setFixedTime(now);
  await context.route("**/api/**", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), [timeHeader]: now } });
  });
  const page = await context.newPage();
  await page.goto(origin + place);
  await signIn(page, person);
  await seen(page, shows);
  await prepare?.(page);
  await page.evaluate("document.fonts.ready");
  // What was pressed last has no place in the picture.
  await page.evaluate("document.activeElement?.blur()");
  return page;
}

/** Past the filter of the audit. */
async function toResults(page: Page): Promise<void> {
  await page.evaluate("document.querySelector('[role=tablist]').scrollIntoView()");
}

/** Waits for a text that people see; what is only read out to those who listen comes first in the page. */
async function seen(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor();
}

await main();
