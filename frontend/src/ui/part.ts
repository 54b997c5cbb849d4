import { type ComponentType, lazy } from "react";

type Load<Props> = () => Promise<{ readonly default: ComponentType<Props> }>;

const lostStyles = new Set<HTMLLinkElement>();
const reloaded = "stint.reloaded";

// Vite asks for a style sheet once, whether it came or not.
addEventListener("error", ({ target }) => isStyles(target) && lostStyles.add(target), true);

/** A component whose code comes when it is first shown, however long the network is away, or before that with `ahead`. */
export function part<Props>(load: Load<Props>) {
  let loaded: Awaited<ReturnType<Load<Props>>> | undefined;
  const whole = async () => {
    const code = await load();
    await Promise.all([...lostStyles].map(styled));
    loaded = code;
    return code;
  };
  // What fails is loaded again when it is needed, and then the failure is told.
  const ahead = () => whole().then(nothing, nothing);
  return Object.assign(
    lazy(async () => loaded ?? arrival(whole)),
    { ahead },
  );
}

/** React keeps a rejection for good: there is one only where a page loaded anew does not have the part either. */
async function arrival<Props>(load: Load<Props>): ReturnType<Load<Props>> {
  for (;;) {
    if (!navigator.onLine) await online();
    try {
      return await load();
    } catch (error) {
      if (await isReachable()) return reloadOnce(error);
      // The browser may not know that there is no network.
      await Promise.race([online(), milliseconds(2000)]);
    }
  }
}

/**
 * A page that was opened before an upgrade asks for parts that may be gone: the new page has its own. Once a minute at
 * most, so that a part which really is missing shows the error instead of loading for ever.
 */
function reloadOnce(error: unknown): Promise<never> {
  if (Date.now() - Number(sessionStorage.getItem(reloaded)) < 60_000) throw error;
  sessionStorage.setItem(reloaded, String(Date.now()));
  location.reload();
  return new Promise(() => {});
}

/** Whether there is a new page to be had. */
async function isReachable(): Promise<boolean> {
  return fetch("/", { method: "HEAD", cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Asks again for a style sheet that did not come. */
function styled(lost: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = lost.cloneNode() as HTMLLinkElement;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(`There is no ${link.href}`));
    lostStyles.delete(lost);
    lost.replaceWith(link);
  });
}

function isStyles(target: EventTarget | null): target is HTMLLinkElement {
  return target instanceof HTMLLinkElement && target.rel === "stylesheet";
}

function online(): Promise<void> {
  return new Promise((resolve) => addEventListener("online", () => resolve(), { once: true }));
}

function milliseconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count));
}

function nothing(): void {}
