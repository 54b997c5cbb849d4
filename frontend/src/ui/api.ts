import type { ErrorCode } from "../../../core/errors.ts";
import { timeHeader } from "../../../core/routes.ts";
import { heardTime } from "./server-clock.ts";
import { accessToken, renewedToken, signIn } from "./session.ts";
import { texts } from "./texts/ui.ts";

/** What the API refused, or `unreachable` when there was no answer at all. The message says what to do next. */
export class ApiError extends Error {
  readonly code: ErrorCode | "unreachable";
  readonly details: unknown;

  constructor(code: ErrorCode | "unreachable", message: string, details?: unknown) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.details = details;
  }
}

/** Whether the same call would be refused again: somebody was faster, it is over, or it is not theirs to make. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (["wrong_state", "not_allowed", "self_approval", "not_found"] as const).some((code) => code === error.code)
  );
}

const refused = "stint.refused";

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Reads from the API as the signed-in person; `path` without `/api`. Throws {@link ApiError}. */
export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return call("GET", path, signal === undefined ? {} : { signal });
}

/** Changes something through the API as the signed-in person. Throws {@link ApiError}. */
export function post<Answer>(path: string, body: unknown, options: Omit<CallOptions, "body"> = {}): Promise<Answer> {
  return call("POST", path, { ...options, body });
}

/** `?a=b` of the values that are given; empty without any. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function call<Answer>(method: "GET" | "POST", path: string, options: CallOptions): Promise<Answer> {
  const token = await reached(accessToken());
  if (token === undefined) return signIn();
  let response = await send(method, path, options, token);
  if (response.status === 401 && (await errorOf(response.clone())).code === "not_signed_in") {
    const renewed = await reached(renewedToken());
    if (renewed !== undefined) response = await send(method, path, options, renewed);
    if (renewed === undefined || response.status === 401) {
      const still = await errorOf(response.clone());
      if (still.code === "not_signed_in" && !wasRefused()) return signIn();
    }
  }
  if (!response.ok) throw await errorOf(response);
  sessionStorage.removeItem(refused);
  return (await response.json()) as Answer;
}

/** Whether a token was refused before, and none accepted since: signing in once more would only go round in circles. */
function wasRefused(): boolean {
  const before = sessionStorage.getItem(refused) !== null;
  sessionStorage.setItem(refused, "once");
  return before;
}

async function send(method: string, path: string, options: CallOptions, token: string): Promise<Response> {
  const sentAt = Date.now();
  const response = await reached(
    fetch(`/api${path}`, {
      method,
      cache: "no-store",
      headers: { authorization: `Bearer ${token}`, ...options.headers },
      ...(options.signal && { signal: options.signal }),
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    }),
  );
  heardTime(response.headers.get(timeHeader), sentAt, Date.now());
  return response;
}

/** A failed fetch is a TypeError and no more; what to do about it is the same whatever the reason. */
async function reached<Value>(attempt: Promise<Value>): Promise<Value> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError("unreachable", texts.unreachable);
    throw error;
  }
}

/** API Gateway's own refusals and CloudFront's are not shaped as Stint's are. */
async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { code: ErrorCode; message: string; details?: unknown } }
    | undefined;
  if (body?.error) return new ApiError(body.error.code, body.error.message, body.error.details);
  if (response.status === 401) return new ApiError("not_signed_in", texts.notSignedIn);
  if (response.status === 429) return new ApiError("too_many", texts.tooFast);
  return new ApiError("upstream", texts.strange(response.status));
}
