import { unparse } from "papaparse";
import type { ShownRequest } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { deciders } from "../../ui/request/stage-progress.ts";
import { held } from "./statistics.ts";

/**
 * What a spreadsheet takes for a formula: it begins with = + - @ (plain or full-width), after blanks too, or with a tab or a
 * line end. https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/u;

/** The same behind what some spreadsheets part cells and rows at, whatever stands in quotes: Excel where the comma is decimal. */
const formulaWithin = /(?<!^\s*)([;|\t\r\n]\s*)(?=[=+\-@＝＋－＠])/gu;

/** Times are ISO 8601 in UTC, hours are decimal; `asks` is JSON. */
const columns: Readonly<Record<string, (request: ShownRequest, about: About) => string | number | undefined>> = {
  request: ({ id }) => id,
  link: ({ id }, { origin }) => `${origin}${requestAddress(id)}`,
  asked_at: ({ askedAt }) => askedAt,
  requester_id: ({ requester }) => requester.id,
  requester_name: ({ requester }) => requester.name,
  requester_email: ({ requester }) => requester.email,
  account_id: ({ account }) => account.id,
  account_name: ({ account }) => account.name,
  role: ({ role }) => role.name,
  rule: ({ rule }) => rule.id,
  phase: ({ phase }) => phase,
  duration: ({ duration }) => duration,
  starts_at: ({ startsAt }) => startsAt,
  ends_at: ({ endsAt }) => endsAt,
  decide_by: ({ decideBy }) => decideBy,
  justification: ({ justification }) => justification,
  asks: ({ asks }) => (Object.keys(asks).length === 0 ? "" : JSON.stringify(asks)),
  approved_by: (request) => deciders(request, "approved"),
  rejected_by: (request) => deciders(request, "rejected"),
  decision_comments: ({ stages }) =>
    stages
      .flatMap(({ decisions }) => decisions)
      .filter(({ comment }) => comment !== "")
      .map(({ by, comment }) => `${by.name}: ${comment}`)
      .join("\n"),
  outcome_by: ({ outcome }) => outcome?.by.name,
  outcome_at: ({ outcome }) => outcome?.at,
  outcome_comment: ({ outcome }) => outcome?.comment,
  sessions: ({ sessions }) => sessions,
  access_hours: (request, { now }) => Math.round(held(request, now) / 36_000) / 100,
  cut_off: ({ cutOff }) => cutOff?.state,
};

interface About {
  /** Of the dashboard, for links. */
  readonly origin: string;
  /** Milliseconds. */
  readonly now: number;
}

/** The requests as CSV (RFC 4180) that does nothing in a spreadsheet, with the mark by which Excel knows UTF-8. */
export function csvOf(requests: readonly ShownRequest[], about: About): string {
  const fields = Object.keys(columns);
  const cell = (value: string | number) => (typeof value === "string" ? value.replace(formulaWithin, "$1'") : value);
  const data = requests.map((request) => fields.map((field) => cell(columns[field]?.(request, about) ?? "")));
  return `\ufeff${unparse({ fields, data }, { escapeFormulae: formula, quotes: true })}\r\n`;
}
