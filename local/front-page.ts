import { randomBytes } from "node:crypto";
import type { LocalPerson } from "./identity/identity.ts";
import type { Mail } from "./ses.ts";
import type { CloudTrailRecord } from "./sts-trail.ts";
import type { Part, WireAnswer } from "./wire.ts";

/** What the workflow published to the alerts topic. */
export interface Alarm {
  readonly at: string;
  readonly subject: string;
  readonly message: string;
}

export interface FrontPageOptions {
  readonly origin: string;
  readonly people: readonly LocalPerson[];
  readonly inbox: () => readonly Mail[];
  readonly trail: () => readonly CloudTrailRecord[];
  readonly alarms: () => readonly Alarm[];
}

/** Newest entries of inbox and log that the page shows. */
const shownEntries = 50;

/**
 * The page of the embedded run's own, to be mounted at `/local`: who can sign in, the inbox, the log of STS, and the API with
 * lines to copy. A deployed Stint has none.
 */
export function frontPage(options: FrontPageOptions): Part {
  return ({ method, url }) => {
    if (method !== "GET" && method !== "HEAD") return page(405, "Not allowed", "<p>This page is only read.</p>");
    if (url.pathname === "/") return page(200, "Stint on this machine", overview(options));
    return page(404, "Not found", '<p>There is nothing here. <a href="/local">Back to the start</a>.</p>');
  };
}

function overview({ origin, people, inbox, trail, alarms }: FrontPageOptions): string {
  const mails = inbox().slice(-shownEntries).reverse();
  const records = trail().slice(-shownEntries).reverse();
  return `
<p>The whole system runs here on embedded parts; nothing reaches AWS. The credentials that it lends open nothing. <a href="/">Open the dashboard</a>.</p>
${alarms()
  .map((alarm) => `<p role="alert"><b>${esc(alarm.subject)}</b> ${time(alarm.at)}<br>${esc(alarm.message)}</p>`)
  .join("")}
<section><h2>Who can sign in</h2>
<div class="scroll" tabindex="0"><table><thead><tr><th>Name</th><th>Groups</th><th>Access token</th></tr></thead><tbody>
${people
  .map(
    ({ name, username, groups }) =>
      `<tr><td>${esc(name)}</td><td>${esc(groups.join(", "))}</td><td><code>npm run -s token -- ${esc(username)}</code></td></tr>`,
  )
  .join("\n")}
</tbody></table></div></section>
<section><h2>Try it</h2><p>Ask as Alice, see what waits for Bob, approve as Bob and as Carol, fetch credentials as Alice: in the dashboard, or by these lines. <code>npm run tour</code> does all of it.</p>
<pre tabindex="0">${esc(curlLines(origin))}</pre></section>
<section><h2>Inbox</h2>${
    mails.length === 0
      ? "<p>No mail has gone out yet. The first goes to the approvers of the first request.</p>"
      : mails
          .map(
            ({ subject, to, at, text }) =>
              `<details><summary>${esc(subject)} <small>to ${esc(to.join(", "))}, ${time(at)}</small></summary><pre tabindex="0">${linked(text ?? "", origin)}</pre></details>`,
          )
          .join("")
  }</section>
<section><h2>What CloudTrail would show</h2>${
    records.length === 0
      ? "<p>STS has not been called yet.</p>"
      : records
          .map(
            (record) =>
              `<details><summary>${esc(record.eventName)} ${esc(record.errorCode ?? "")} <small>${esc(record.requestParameters?.roleArn ?? record.userIdentity.arn ?? "")}, ${time(record.eventTime)}</small></summary><pre tabindex="0">${esc(JSON.stringify(record, null, 2))}</pre></details>`,
          )
          .join("")
  }</section>`;
}

function curlLines(origin: string): string {
  const token = (who: string) => `-H "Authorization: Bearer $(npm run -s token -- ${who})"`;
  return `# what may Alice ask for?
curl -s "${origin}/api/catalog?query=database" ${token("alice")}

# ask
curl -s ${origin}/api/requests ${token("alice")} \\
  -d '{"account":"111122223333","role":"DatabaseAdmin","duration":"1h","justification":"Repair the orders table","asks":{"ticket":"INC-42"}}'

# what waits for Bob?
curl -s "${origin}/api/requests?view=to-approve" ${token("bob")}

# approve (ID is the id in the answers above), as Bob and then as Carol
curl -s ${origin}/api/requests/ID/approve ${token("bob")} -d '{"comment":"go ahead"}'
curl -s ${origin}/api/requests/ID/approve ${token("carol")} -d '{}'

# use it, and give it back
curl -s -X POST ${origin}/api/requests/ID/credentials ${token("alice")}
curl -s -X POST ${origin}/api/requests/ID/end ${token("alice")}`;
}

function page(status: number, title: string, body: string): WireAnswer {
  const nonce = randomBytes(16).toString("base64");
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${esc(title)}</title><style nonce="${nonce}">${style}</style></head><body><main><h1>${esc(title)}</h1>${body}</main></body></html>`,
  };
}

const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,CanvasText 18%,Canvas);--soft:color-mix(in srgb,CanvasText 5%,Canvas)}
body{font:16px/1.5 system-ui,sans-serif;margin:0}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.8rem;overflow-x:auto;font-size:.85rem}
code{font-size:.9em;white-space:nowrap}
details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer;overflow-wrap:anywhere}
small{opacity:.75}[role=alert]{border-left:4px solid #c33;padding-left:.8rem}`;

function time(at: string): string {
  return `<time datetime="${esc(at)}">${esc(at.slice(0, 19).replace("T", " "))} UTC</time>`;
}

/** The text of a mail with the links to this system live, and no others. */
function linked(text: string, origin: string): string {
  const own = `${esc(origin)}/requests/`;
  return esc(text).replace(
    new RegExp(`^${own.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[0-9a-z]+$`, "gm"),
    (href) => `<a href="${href}">${href}</a>`,
  );
}

function esc(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
