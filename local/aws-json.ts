import { randomUUID } from "node:crypto";
import type { WireAnswer } from "./wire.ts";

/** A refusal of a service that speaks AWS JSON; `type` goes into `__type`, where the SDKs read the error's name. */
export class AwsJsonError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.name = "AwsJsonError";
    this.type = type;
  }
}

/** An answer in the AWS JSON protocol, version 1.0 or 1.1. */
export function jsonAnswer(version: "1.0" | "1.1", status: number, content: unknown): WireAnswer {
  return {
    status,
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(content),
  };
}

/** The object that a request's body holds; throws SerializationException where it holds none. */
export function jsonBody(body: Buffer): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(body.toString());
  } catch {
    throw new AwsJsonError("SerializationException", "The body is not JSON.");
  }
  if (typeof content === "object" && content !== null && !Array.isArray(content))
    return content as Record<string, unknown>;
  throw new AwsJsonError("SerializationException", "The body must be a JSON object.");
}
