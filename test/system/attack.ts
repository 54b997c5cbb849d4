import { request } from "node:http";
import { expect } from "vitest";
import type { ApiFunction } from "../../core/routes.ts";
import { type Answer, call } from "../../local/client.ts";
import type { LocalPerson } from "../../local/identity/identity.ts";
import { people } from "../../local/people.ts";
import type { CloudTrailRecord } from "../../local/sts-trail.ts";
import type { Shown, Stint } from "./stint.ts";

export const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** One who can sign in, named as the shipped people are, with what is different. */
export function aPerson(username: string, groups: readonly string[], about: Partial<LocalPerson> = {}): LocalPerson {
  return { username, name: username, email: `${username}@example.com`, emailVerified: true, groups, ...about };
}

/** The shipped people, and others; one of the same user name takes the place of the shipped one. */
export function peopleWith(...others: LocalPerson[]): LocalPerson[] {
  return [...people.filter(({ username }) => !others.some((other) => other.username === username)), ...others];
}

/** An ask under the shipped `break-glass`: two of Bob, Carol and Erin. */
export const breakGlassAsk = {
  account: "111122223333",
  role: "BreakGlass",
  duration: "1h",
  justification: "Nothing else opens the account",
  asks: { incident: "INC-7", impact: "The shop is down" },
};

/** What `toMatchObject` compares a refused call with. */
export function refusal(status: number, code: string, message = /./): object {
  return { status, body: { error: { code, message: expect.stringMatching(message) } } };
}

interface Wire {
  readonly method?: string;
  /** Sent as it is. */
  readonly path: string;
  /** Sent in this order, as they are; one that is given twice is sent twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  /** Instead of Stint's. */
  readonly origin?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One HTTP request as it is written here: `fetch` would mend paths, and set Host and Origin itself. */
export function send(stint: Stint, { method = "GET", path, headers = [], body, origin }: Wire): Promise<WireAnswer> {
  const { host, port } = new URL(origin ?? stint.origin);
  const named = headers.some(([name]) => name.toLowerCase() === "host");
  const all = [...(named ? [] : [["host", host] as const]), ...headers].flat();
  const length = body === undefined ? [] : ["content-length", String(Buffer.byteLength(body))];
  return new Promise((done, failed) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers: [...all, ...length], setHost: false, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on("error", failed);
    sent.end(body);
  });
}

/** Claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** The person's token with other claims, signed with the pool's own key; undefined takes a claim away. */
export async function tokenWith(stint: Stint, person: string, claims: Record<string, unknown>): Promise<string> {
  return stint.signAs({ ...claimsOf(await stint.token(person)), ...claims });
}

/** Calls the API with a token that is no person's own. */
export function callWith(stint: Stint, token: string, path: string, body?: unknown): Promise<Answer<Shown>> {
  return call<Shown>(stint.origin, token, body === undefined ? "GET" : "POST", path, body);
}

interface Invocation {
  readonly routeKey: string;
  readonly id?: string;
  readonly authorization?: string;
  readonly body?: unknown;
  /** Put where API Gateway puts the claims of a token that it has verified. */
  readonly claims?: Record<string, unknown>;
  /** Instead of what the front door adds. */
  readonly originHeaders?: Readonly<Record<string, string>>;
}

/** Invokes a function past API Gateway, with an event made by hand, as if it had come through the front door. */
export async function invoke(stint: Stint, fn: ApiFunction, event: Invocation): Promise<Answer<Shown>> {
  const { routeKey, id, authorization, body, claims, originHeaders = stint.originHeaders } = event;
  const answer = (await stint.functions.invoke(stint.arnOf(fn), {
    version: "2.0",
    routeKey,
    headers: { ...originHeaders, ...(authorization !== undefined && { authorization }) },
    ...(id !== undefined && { pathParameters: { id } }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: { requestId: "by-hand", routeKey, ...(claims && { authorizer: { jwt: { claims } } }) },
  })) as { statusCode: number; body: string };
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

/** The sessions that STS lent for a request, as CloudTrail shows them; refused calls too. */
export function sessionsOf(stint: Stint, id: string): CloudTrailRecord[] {
  return stint.trail().filter(({ requestParameters }) => requestParameters?.roleSessionName?.startsWith(id));
}
