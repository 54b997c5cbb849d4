import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { PublicConfig } from "../../core/api.ts";
import { signIn as signInOverHttp } from "../../local/identity/sign-in.ts";
import type { System } from "../../local/system.ts";

/** Where Debian, Ubuntu and macOS put it; `CHROMIUM` points to another. Debian's shell draws no window, and so is quicker. */
const places = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser that the tests drive; undefined when this machine has none. */
export const chromiumPath = process.env.CHROMIUM || places.find((place) => existsSync(place));

export const noChromium =
  "There is no Chromium on this machine. Install it (Debian: apt install chromium-headless-shell, or chromium), or point CHROMIUM to one.";

/** How wide the two screens are that every page has to fit. */
export const screens = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
} as const;

export function launch(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(noChromium);
  // Root may run no sandbox. Nothing but loopback is opened.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: chromiumPath, args: [...args, "--disable-background-networking"] });
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page logged as an error, and what it threw. Tests expect none. */
  readonly complaints: readonly string[];
}

/** An empty page, in a browser context of its own. */
export async function open(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: screens.desktop,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    // What moves is seen by people; tests and axe look at what has come to rest.
    reducedMotion: "reduce",
    ...options,
  });
  const close = context.close.bind(context);
  context.close = async () => {
    // What a test still answers in the page's stead has nobody left to answer.
    await Promise.all(context.pages().map((open) => open.unrouteAll({ behavior: "ignoreErrors" })));
    await close();
  };
  const page = await context.newPage();
  // Below the tests' own limit, so that what was waited for is told.
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refusal of the API is an answer; the browser logs it as a failed resource all the same.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { context, page, complaints };
}

/**
 * Opens a place of the dashboard as a person who is signed in there already: with tokens of a sign-in over HTTP, since the
 * way through the sign-in page takes as long as most tests.
 */
export async function visit(
  browser: Browser,
  { origin }: Pick<System, "origin">,
  person: string,
  place = "/",
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const [visited, session] = await Promise.all([open(browser, options), sessionOf(origin, person)]);
  await visited.page.addInitScript((entries) => {
    // Once: a session that the page gave up stays given up.
    if (sessionStorage.length > 0) return;
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, session);
  await visited.page.goto(origin + place);
  await visited.page.locator("#stint h1").waitFor();
  return visited;
}

/** As `visit`, for somebody who is not signed in yet, through the sign-in page. */
export async function arrive(
  browser: Browser,
  { origin }: Pick<System, "origin">,
  person: string,
  place = "/",
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const visited = await open(browser, options);
  await visited.page.goto(origin + place);
  await signIn(visited.page, person);
  return visited;
}

/** What the dashboard keeps in its tab of somebody who is signed in. */
async function sessionOf(origin: string, person: string): Promise<[string, string][]> {
  const config = (await (await fetch(`${origin}/api/config`)).json()) as PublicConfig;
  const clientId = config.clients.dashboard;
  const tokens = await signInOverHttp({ origin, person, clientId, redirectUri: `${origin}/` });
  const profile = JSON.parse(Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString());
  const expires_at = Math.floor(Date.now() / 1000) + tokens.expires_in;
  const user = { ...tokens, token_type: "Bearer", scope: config.scopes.join(" "), profile, expires_at };
  return [
    [`stint.session.user:${config.issuer}:${clientId}`, JSON.stringify(user)],
    ["stint.person", profile.sub],
    ["test.signed-in", "once"],
  ];
}

/** Chooses a person on the page of the identity provider. */
export async function signIn(page: Page, person: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${person}\\b`, "i") }).click();
  await page.locator("#stint h1").waitFor();
}

/** What axe finds against WCAG 2.2 AA on the page as it stands, in light and in dark, in words; empty when nothing. */
export async function violations(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await found(axe(page).withTags(standards));
  await page.emulateMedia({ colorScheme: "dark" });
  // Of all that axe looks at only colours are others now.
  const dark = await found(axe(page).withRules(["color-contrast", "link-in-text-block"]));
  await page.emulateMedia({ colorScheme: null });
  return [...light, ...dark.map((words) => `in dark: ${words}`)];
}

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Of one frame, as all of these pages are: else axe opens a page of its own each time. */
function axe(page: Page): AxeBuilder {
  // Only of violations all is told: gathering what is right takes most of the time.
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true);
}

async function found(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")} ${failureSummary}`),
  );
}

/** Whether the page is wider than the screen, so that a thumb would have to push it about. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
