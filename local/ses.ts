/*
 * The embedded SES: SendEmail of the SES v2 API, with Content.Simple. What the service does and this does not: it delivers
 * nothing; it takes no raw mails, templates, attachments, reply-to addresses, tags or configuration sets, and says so.
 * Stricter than the service, which would put "?": text beyond ASCII needs the Charset UTF-8. How the service words its
 * refusal of a line break in a subject is not documented.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { openJournal } from "./journal.ts";
import { bareAddress } from "./ses-address.ts";
import type { Part, WireAnswer } from "./wire.ts";

export interface Mail {
  readonly id: string;
  /** When it was sent, ISO 8601 in UTC. */
  readonly at: string;
  /** As the sender wrote it, with a name where there was one. */
  readonly from: string;
  /** Bare addresses of all recipients: to, cc and bcc. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

export interface SesOptions {
  readonly clock: Clock;
  /** Folder of the mails, which survive a restart. */
  readonly state: string;
  /** Verified identities: addresses, or domains with all that is below them. */
  readonly senders: readonly string[];
}

/** A refusal by SES: the name of its error, and the HTTP status. */
class SesError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Starts the embedded SES; `inbox` holds the last 500 mails, newest last. Throws where its file in `state` is damaged. */
export function startSes({ clock, state, senders }: SesOptions): { part: Part; inbox(): readonly Mail[] } {
  const journal = openJournal<Mail>(join(state, "ses-mails.jsonl"), { keep: 500, cut: true });

  const part: Part = ({ method, url, accessKeyId, body }) => {
    try {
      if (accessKeyId === undefined)
        throw new SesError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
      if (method !== "POST" || url.pathname !== "/v2/email/outbound-emails")
        throw new SesError("UnknownOperationException", "The embedded SES knows SendEmail only.", 404);
      const mail = { id: randomUUID(), at: new Date(clock.now()).toISOString(), ...readMail(body, senders) };
      journal.append(mail);
      return answer(200, { MessageId: mail.id });
    } catch (error) {
      if (!(error instanceof SesError)) throw error;
      return answer(error.status, { message: error.message }, error.name);
    }
  };
  return { part, inbox: () => journal.entries };
}

function readMail(body: Buffer, senders: readonly string[]): Omit<Mail, "id" | "at"> {
  const input = object("The body", parse(body), ["FromEmailAddress", "Destination", "Content"]);
  const { Simple } = object("Content", input.Content, ["Simple"]);
  const simple = object("Content.Simple", Simple, ["Subject", "Body"]);
  const parts = object("Content.Simple.Body", simple.Body, ["Text", "Html"]);
  if (parts.Text === undefined && parts.Html === undefined) throw bad("Content.Simple.Body needs Text or Html.");
  const subject = content("Content.Simple.Subject", simple.Subject);
  if (/[\u0000-\u001F\u007F]/.test(subject))
    throw bad("Content.Simple.Subject contains a control character, which a header cannot hold.");
  const from = input.FromEmailAddress;
  if (typeof from !== "string") throw bad("FromEmailAddress must be a string.");
  const sender = address(from);
  if (!senders.some((identity) => verifies(identity, sender)))
    throw new SesError(
      "MessageRejected",
      `Email address is not verified. The following identities failed the check: ${sender}`,
    );
  return {
    from,
    to: recipients(input.Destination),
    subject,
    ...(parts.Text !== undefined && { text: content("Content.Simple.Body.Text", parts.Text) }),
    ...(parts.Html !== undefined && { html: content("Content.Simple.Body.Html", parts.Html) }),
  };
}

function recipients(destination: unknown): string[] {
  const lists = object("Destination", destination, ["ToAddresses", "CcAddresses", "BccAddresses"]);
  const all = Object.entries(lists).flatMap(([name, list]) => {
    if (Array.isArray(list) && list.every((entry) => typeof entry === "string")) return list as string[];
    throw bad(`Destination.${name} must be a list of strings.`);
  });
  if (all.length === 0) throw bad("At least one recipient is expected.");
  if (all.length > 50) throw bad("Recipient count exceeds 50.");
  return all.map(address);
}

/** The text of a `{Data, Charset?}`. */
function content(field: string, value: unknown): string {
  const { Data, Charset = "US-ASCII" } = object(field, value, ["Data", "Charset"]);
  if (typeof Data !== "string") throw bad(`${field}.Data must be a string.`);
  if (typeof Charset !== "string" || !/^(UTF-8|US-ASCII)$/i.test(Charset))
    throw bad(`${field}.Charset is expected to be UTF-8, not ${JSON.stringify(Charset)}.`);
  if (!/^utf-8$/i.test(Charset) && /[^\u0000-\u007F]/.test(Data))
    throw bad(`${field}.Data is not ASCII; its Charset must be UTF-8.`);
  return Data;
}

function address(text: string): string {
  try {
    return bareAddress(text);
  } catch (error) {
    throw bad((error as Error).message);
  }
}

/** Domains compare without case, local parts with it; a domain also verifies its subdomains. */
function verifies(identity: string, sender: string): boolean {
  const [local, domain] = [sender.slice(0, sender.lastIndexOf("@")), sender.slice(sender.lastIndexOf("@") + 1)];
  const at = identity.lastIndexOf("@");
  const verified = identity.slice(at + 1).toLowerCase();
  if (at >= 0) return identity.slice(0, at) === local && verified === domain.toLowerCase();
  return `.${domain.toLowerCase()}`.endsWith(`.${verified}`);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw bad("The body is not JSON.");
  }
}

/** An object with no other fields than these. */
function object(what: string, value: unknown, fields: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${what} must be an object.`);
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw bad(`${what} has ${unknown}, which the embedded SES does not take.`);
  return value as Json;
}

function bad(message: string): SesError {
  return new SesError("BadRequestException", message);
}

function answer(status: number, content: Json, errorType?: string): WireAnswer {
  return {
    status,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": randomUUID(),
      ...(errorType !== undefined && { "x-amzn-errortype": errorType }),
    },
    body: JSON.stringify(content),
  };
}
