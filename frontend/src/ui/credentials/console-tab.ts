import type { ShownConsole } from "../../../../core/api.ts";
import { post } from "../api.ts";
import { requestPath } from "../requests.ts";

interface Waiting {
  readonly title: string;
  readonly text: string;
}

/**
 * Signs in to the AWS console in a new tab, which opens at once, within the press, or pop-up blockers refuse it; until the
 * link has come it shows `waiting`. Answers the link where there is no tab to take it. The link is a secret: it goes into the
 * tab and nowhere else. Throws `ApiError`, with the tab closed.
 */
export async function openConsole(id: string, waiting: Waiting): Promise<string | undefined> {
  const tab = openTab(waiting);
  const close = () => tab?.close();
  // The page goes when the person has to sign in to Stint first.
  addEventListener("pagehide", close);
  try {
    const { url } = await post<ShownConsole>(`${requestPath(id)}/console`, {});
    if (tab === null || tab.closed) return url;
    tab.location.replace(url);
    return undefined;
  } catch (error) {
    close();
    throw error;
  } finally {
    removeEventListener("pagehide", close);
  }
}

/** Null where the browser does not let this site open one. */
function openTab({ title, text }: Waiting): Window | null {
  const tab = window.open("", "_blank");
  if (tab === null) return null;
  // What opens there has no way back to this page.
  tab.opener = null;
  // The browser gave it a copy of this tab's, tokens and all.
  tab.sessionStorage.clear();
  const { document: page } = tab;
  page.documentElement.lang = "en";
  page.title = title;
  page.documentElement.style.colorScheme = document.documentElement.style.colorScheme;
  page.body.style.font = "1rem system-ui, sans-serif";
  page.body.style.padding = "2rem";
  const heading = page.createElement("h1");
  heading.style.fontSize = "1.4rem";
  heading.textContent = title;
  const line = page.createElement("p");
  line.textContent = text;
  const main = page.createElement("main");
  main.append(heading, line);
  page.body.append(main);
  return tab;
}
