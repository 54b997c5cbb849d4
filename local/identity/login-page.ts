import type { WireAnswer } from "../wire.ts";
import type { LocalPerson } from "./pool.ts";
import { newSecret } from "./secret.ts";

interface LoginPage {
  readonly people: Iterable<LocalPerson>;
  /** The token that the form must send back together with the cookie of the same value. */
  readonly xsrf: string;
  /** Where the form leads in the end: a form's redirect has to be allowed as its target is. */
  readonly redirectUri: string;
  readonly asksCode: boolean;
  /** Why the last try did not let anyone in. */
  readonly alert?: string;
}

/** The page on which a person says who they are: a button for each, in a plain form without any script. */
export function loginPage({ people, xsrf, redirectUri, asksCode, alert }: LoginPage, status = 200): WireAnswer {
  const invalid = alert === undefined ? "" : ' aria-invalid="true" aria-describedby="alert"';
  // The disabled button is the form's default one: else Enter in the code field would sign in as the first person.
  const code = `<button disabled hidden></button>
<label for="code">Sign-in code, printed in the terminal</label>
<input id="code" name="code" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false"${invalid}>`;
  const buttons = [...people].map(
    ({ username, name, groups }) =>
      `<li><button name="username" value="${escaped(username)}"><b>${escaped(name)}</b> <span>${escaped(groups.join(", ") || "no group")}</span></button></li>`,
  );
  return page(
    status,
    "Sign in to Stint",
    `<p>This is the embedded run: nobody here has a password. Choose who you are.</p>
${alert === undefined ? "" : `<p id="alert" role="alert">${escaped(alert)}</p>`}
<form method="post">
<input type="hidden" name="_csrf" value="${escaped(xsrf)}">
${asksCode ? code : ""}
<ul aria-label="People">
${buttons.join("\n")}
</ul>
</form>`,
    `'self' ${new URL(redirectUri).origin}`,
  );
}

/** A page that says why nobody can sign in, and sends the browser nowhere. */
export function errorPage(status: number, message: string): WireAnswer {
  return page(status, "Signing in does not work this way", `<p role="alert">${escaped(message)}</p>`, "'none'");
}

/** The text that an alert of one of these pages holds, for those who read them without a browser. */
export function alertOf(html: string): string | undefined {
  const alert = /<p[^>]* role="alert">([^<]*)</.exec(html)?.[1];
  return alert === undefined ? undefined : unescaped(alert);
}

/** The values that the form of the page sends: the hidden token and each person's user name. */
export function formOf(html: string): { readonly xsrf: string | undefined; readonly usernames: readonly string[] } {
  return {
    xsrf: /name="_csrf" value="([^"]*)"/.exec(html)?.[1],
    usernames: [...html.matchAll(/<button name="username" value="([^"]*)"/g)].map(([, value]) => unescaped(value!)),
  };
}

const style = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem}
ul{list-style:none;margin:1rem 0;padding:0}
button,input{font:inherit;box-sizing:border-box;width:100%;padding:.75rem;border:1px solid;border-radius:.5rem}
button{margin:.25rem 0;min-height:3rem;text-align:left;cursor:pointer;background:Canvas;color:CanvasText}
button:hover,button:focus-visible,input:focus-visible{outline:3px solid Highlight;outline-offset:1px}
button span{display:block}
label{display:block;margin-bottom:.25rem}
[hidden]{display:none}
[role=alert]{border-left:.25rem solid;padding:.5rem .75rem;font-weight:600}`;

function page(status: number, title: string, body: string, formAction: string): WireAnswer {
  const nonce = newSecret();
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      // Not no-referrer: with that, browsers post the form with the Origin "null".
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style nonce="${nonce}">
${style}
</style>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</html>
`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
