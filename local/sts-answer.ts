import type { StsError } from "./sts-request.ts";
import type { WireAnswer } from "./wire.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Elements by name, in order; what is undefined is left out. */
export type Elements = { readonly [name: string]: string | Elements | undefined };

/** The XML of these elements, their texts escaped. */
export function elements(tree: Elements): string {
  return Object.entries(tree)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${typeof value === "object" ? elements(value) : escaped(value ?? "")}</${name}>`)
    .join("");
}

/** The answer of the Query protocol to a call that succeeded; `result` is XML. */
export function answered(action: string, result: string, requestID: string): WireAnswer {
  const metadata = elements({ ResponseMetadata: { RequestId: requestID } });
  const body = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`;
  return { status: 200, headers: xml(requestID), body };
}

/** The answer of the Query protocol to a call that failed. */
export function refused({ code, message, status }: StsError, requestID: string): WireAnswer {
  const content = elements({ Error: { Type: "Sender", Code: code, Message: message }, RequestId: requestID });
  return { status, headers: xml(requestID), body: `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>` };
}

function xml(requestID: string): Record<string, string> {
  return { "content-type": "text/xml", "x-amzn-requestid": requestID, "cache-control": "no-store" };
}

/** Characters that XML cannot hold, not even escaped, become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
