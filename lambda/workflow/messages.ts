import { formatDuration } from "../../core/duration.ts";
import type { Phase, Recorded, StageOfRequest } from "../../core/request.ts";
import type { Message } from "../deps.ts";

type Text = Omit<Message, "to">;

/** Asks the approvers of a stage. The link opens a page; the decision is made there, signed in. */
export function askMessage(request: Recorded, stage: StageOfRequest, reminder: number, publicUrl: string): Text {
  const { requester, role, account } = request;
  const what = `${requester.name} asks for ${role.name} in ${account.name}`;
  return {
    subject: line(`${reminder > 0 ? `Reminder ${reminder}: ` : ""}${what}`),
    text: [
      line(`${what} (${account.id}) for ${formatDuration(request.duration)}.`),
      "",
      "Why:",
      quoted(request.justification),
      "",
      ...Object.entries(request.asks).map(([name, value]) =>
        line(`${request.rule.asks[name]?.label ?? name}: ${value}`),
      ),
      ...(request.startsAt === undefined ? [] : [`From: ${time(request.startsAt)}`]),
      line(`You are asked as "${stage.name}": ${stage.decisions.length} of ${stage.required} have approved.`),
      `Decide by: ${time(request.decideBy)}`,
      "",
      `Open the request, sign in, and approve or reject it there:`,
      link(request, publicUrl),
    ].join("\n"),
  };
}

/** Tells the requester what has become of the request. */
export function outcomeMessage(request: Recorded, phase: Phase, publicUrl: string): Text {
  const what = `${request.role.name} in ${request.account.name}`;
  const { by, comment } = request.outcome ?? {};
  return {
    subject: line(`${what}: ${news[phase]}`),
    text: [
      line(`Your request for ${what} (${request.account.id}) is ${news[phase]}${by ? `, by ${by.name}` : ""}.`),
      ...(comment ? ["", "They wrote:", quoted(comment)] : []),
      ...(request.endsAt !== undefined && (phase === "active" || phase === "scheduled")
        ? ["", `It holds from ${time(request.startsAt)} to ${time(request.endsAt)}.`]
        : []),
      "",
      "Open the request:",
      link(request, publicUrl),
    ].join("\n"),
  };
}

const news: Record<Phase, string> = {
  pending: "waiting",
  scheduled: "approved",
  active: "open",
  rejected: "rejected",
  withdrawn: "withdrawn",
  ended: "ended",
  revoked: "revoked",
  lapsed: "lapsed, since nobody decided in time",
  expired: "over: its time has passed",
};

function link(request: Recorded, publicUrl: string): string {
  return `${publicUrl}/requests/${request.id}`;
}

function time(at: string | undefined): string {
  return at === undefined ? "no deadline" : `${at.slice(0, 16).replace("T", " ")} UTC`;
}

/** Characters of one line of a message; what is cut off shows as "…". */
const longestLine = 300;

/** One line, whatever stands in it: a line break would start a header in a subject, and a sentence of ours in a text. */
function line(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")];
  return characters.length > longestLine ? `${characters.slice(0, longestLine - 1).join("")}…` : characters.join("");
}

/** Typed text, every line of it marked as somebody's words: so nobody can write a second link or sentence of Stint's. */
function quoted(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((part) => `> ${line(part)}`)
    .join("\n");
}
