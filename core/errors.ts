/** Every error code that a client can meet, with its HTTP status. The list is closed: clients switch on it. */
export const statusOf = {
  invalid_input: 400,
  not_signed_in: 401,
  sign_in_again: 401,
  not_allowed: 403,
  self_approval: 403,
  not_found: 404,
  wrong_state: 409,
  too_large: 413,
  too_many: 429,
  upstream: 502,
  internal: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof statusOf;

/** A refusal that the person may read: the message says what was found and what to do next. */
export class StintError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = "StintError";
    this.code = code;
    this.details = details;
  }
}
