import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInAt } from "../../local/client.ts";
import { callWith, claimsOf, invoke } from "./attack.ts";
import { newState, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";
import { steal } from "./tampering.ts";

let stint: Stint;
const state = newState();
const log: string[] = [];
/** What must be found nowhere, by what it is. */
const secrets = new Map<string, string>();
/** Every answer of the API that was not the handing out of credentials itself. */
const answers: string[] = [];

/** Everything that people do, and much that they may not. */
beforeAll(async () => {
  stint = await startStint({ state, log: (_, line) => log.push(line) });
  const tokens: Record<string, string> = {};
  for (const person of ["alice", "bob", "carol", "erin"]) {
    const signedIn = await signInAt(stint.origin, person);
    tokens[person] = signedIn.access_token;
    for (const kind of ["access_token", "id_token", "refresh_token"] as const)
      secrets.set(`${person}'s ${kind}`, signedIn[kind]);
  }
  const call = async (person: string, path: string, body?: unknown): Promise<Shown> => {
    const answer = await callWith(stint, tokens[person] ?? "", path, body);
    if (!/\/(credentials|console)$/.test(path) || answer.status !== 200) answers.push(JSON.stringify(answer));
    return answer.body;
  };
  const lend = async (id: string) => {
    const lent = await call("alice", `/requests/${id}/credentials`, {});
    for (const key of ["SecretAccessKey", "SessionToken"]) secrets.set(`${key} of ${lent.AccessKeyId}`, lent[key]);
    const { url } = await call("alice", `/requests/${id}/console`, {});
    secrets.set(`the console's token for ${id}`, String(new URL(url).searchParams.get("SigninToken")));
    expect((await fetch(url)).status).toBe(200);
  };
  const sandbox = await call("alice", "/requests", { ...sandboxAsk, asks: {} });
  await lend(sandbox.id);
  const { id } = await stint.ask("alice");
  await call("bob", `/requests/${id}/approve`, { comment: "go" });
  await call("carol", `/requests/${id}/approve`, { comment: "go" });
  await lend(id);
  for (const [person, path] of [
    ["bob", `/requests/${id}/credentials`],
    ["erin", `/requests/${sandbox.id}/end`],
    ["bob", `/requests/${sandbox.id}`],
    ["alice", "/requests/preview"],
  ] as const)
    await call(person, path, {});
  // The token where it does not belong, and errors with it on the way.
  const alice = tokens.alice ?? "";
  await call("alice", "/requests", { ...sandboxAsk, asks: {}, token: alice, secret: alice });
  await call("alice", `/requests/${alice}`);
  await call("alice", `/catalog?cursor=${alice}`);
  await callWith(stint, alice, `/requests?${alice}=1`);
  await callWith(stint, `${alice}x`, "/me");
  await invoke(stint, "api", { routeKey: "GET /api/me", authorization: `Bearer ${alice}x` });
  await invoke(stint, "api", { routeKey: "GET /api/me", authorization: `bearer  ${alice}` });
  await call("erin", `/requests/${id}/revoke`, { comment: "enough" });
  for (const path of ["/requests", "/requests?view=to-approve", `/requests/${id}`, "/me"]) await call("alice", path);
  await call("erin", "/requests?view=all");
  await stint.until(
    () => stint.get("alice", `/requests/${id}`),
    ({ body }) => body.history.at(-1).type === "closed",
  );
  await stint.reconcile();
});
afterAll(() => stint.close());

/** The secrets that are found in a text, whole or in the part that makes them worth having. */
function found(text: string): string[] {
  return [...secrets].flatMap(([name, secret]) => {
    const signature = secret.split(".")[2];
    const forms = [secret, encodeURIComponent(secret), ...(signature ? [signature] : [])];
    return forms.some((form) => text.includes(form)) ? [name] : [];
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("no token and no credential", () => {
  test("are many, and are looked for in the right way", () => {
    expect(secrets.size).toBe(4 * 3 + 2 * 3);
    for (const [name, secret] of secrets) expect(found(`…${secret}…`)).toContain(name);
    expect(Math.min(...[...secrets.values()].map((secret) => secret.length))).toBeGreaterThan(30);
  });

  test("stand in a line of the log", () => {
    expect(log.length).toBeGreaterThan(50);
    expect(found(log.join("\n"))).toEqual([]);
    expect(log.join("\n")).not.toMatch(/Bearer ey|"authorization"|SecretAccessKey"?:|SessionToken"?:/i);
  });

  test("are in an item of the table", async () => {
    const rows = await steal(stint).dump();
    expect(rows.length).toBeGreaterThan(3);
    expect(found(rows.join("\n"))).toEqual([]);
  });

  test("are in a file of the state folder", () => {
    const files = filesIn(state);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect([file, found(readFileSync(file, "latin1"))]).toEqual([file, []]);
  });

  test("are in a mail, in the trail, on the page or in any other answer", async () => {
    expect(stint.inbox().length).toBeGreaterThan(3);
    expect(found(JSON.stringify(stint.inbox()))).toEqual([]);
    expect(found(JSON.stringify(stint.trail()))).toEqual([]);
    expect(found(await (await fetch(`${stint.origin}/local`)).text())).toEqual([]);
    expect(found(answers.filter((answer) => !answer.includes('"token"')).join("\n"))).toEqual([]);
  });
});

test("a task token, with which the workflow could be woken, is in no answer, mail or line of the log", async () => {
  const rows = await steal(stint).dump();
  const tokens = rows.flatMap((row) => /"taskToken":\{"S":"([^"]+)"/.exec(row)?.[1] ?? []);
  expect(tokens.length).toBeGreaterThan(0);
  const seen = [
    ...log,
    ...answers,
    JSON.stringify(stint.inbox()),
    await (await fetch(`${stint.origin}/local`)).text(),
  ].join("\n");
  for (const token of tokens) expect(seen).not.toContain(token);
});

test("what is secret on disk is its owner's alone", () => {
  expect((statSync(state).mode & 0o077).toString(8)).toBe("0");
  const secret = filesIn(state).filter((path) => /signing-key|refresh-tokens|kms-keys|sts-|ses-/.test(path));
  expect(secret.length).toBeGreaterThanOrEqual(5);
  for (const file of secret) expect([file, (statSync(file).mode & 0o077).toString(8)]).toEqual([file, "0"]);
});

test("the log ties each event to its hash, and says who did what", async () => {
  const { body } = await stint.get("erin", "/requests?view=all");
  const { history } = (await stint.get("erin", `/requests/${body.items[0].id}`)).body;
  for (const { type, seq, hash } of history)
    expect(
      log.some((line) => line.includes(hash) && line.includes(`"type":"${type}"`) && line.includes(`"seq":${seq}`)),
    ).toBe(true);
  const { sub } = claimsOf(await stint.token("carol"));
  expect(log.some((line) => line.includes(`"person":"${sub}"`) && line.includes('"type":"approved"'))).toBe(true);
});
