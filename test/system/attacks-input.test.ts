import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, send } from "./attack.ts";
import { databaseAsk, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
let authorization: readonly [string, string];
beforeAll(async () => {
  stint = await startStint();
  authorization = ["authorization", `Bearer ${await stint.token("alice")}`];
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };
const invalid = (message?: RegExp) => refusal(400, "invalid_input", message);

/** Sends a body as it is. */
async function post(path: string, body: string | Buffer, type = "application/json"): Promise<Shown> {
  const headers = [authorization, ["content-type", type]] as const;
  const answer = await send(stint, { method: "POST", path: `/api${path}`, headers, body });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

describe("a body", () => {
  test("over 16 KB is refused, however it is wrapped", async () => {
    const long = JSON.stringify({ ...sandbox, justification: "x".repeat(17_000) });
    for (const type of ["application/json", "application/octet-stream", "text/plain"])
      expect(await post("/requests", long, type)).toMatchObject(refusal(413, "too_large"));
    expect(await post("/requests", `${JSON.stringify(sandbox)}${" ".repeat(16_384)}`)).toMatchObject(
      refusal(413, "too_large"),
    );
    expect(await post("/requests", JSON.stringify({ ...sandbox, justification: "漢".repeat(6000) }))).toMatchObject(
      refusal(413, "too_large"),
    );
  });

  test.each([
    "{",
    "",
    "null",
    "[]",
    `[${JSON.stringify(sandbox)}]`,
    '"ask"',
    "42",
    "true",
    "{'a':1}",
    "undefined",
    "NaN",
  ])("that is no object is refused: %s", async (body) =>
    expect(await post("/requests", body)).toMatchObject(invalid()),
  );

  test("of deeply nested lists, or of bytes that are no text, breaks nothing", async () => {
    for (const body of ["[".repeat(8000), `${"[".repeat(8000)}${"]".repeat(8000)}`, `{"a":${'{"a":'.repeat(2000)}`])
      expect(await post("/requests", body)).toMatchObject(invalid());
    expect(await post("/requests", Buffer.from([0xff, 0xfe, 0x00, 0xd8]))).toMatchObject(invalid());
  });

  test.each([
    ["__proto__", '{"__proto__":{"administrator":true}'],
    ["__proto__", '{"asks":{"__proto__":"INC-1"}'],
    ["__proto__", '{"asks":{"\\u005f_proto__":{"ticket":"INC-1"}}'],
    ["constructor", '{"constructor":{"prototype":{"administrator":true}}'],
    ["toString", '{"toString":"x"'],
  ])("cannot reach for %s: %s", async (key, start) => {
    const rest = JSON.stringify(sandbox)
      .slice(1)
      .replace(/,"asks":\{\}/, "");
    expect(await post("/requests", `${start},${rest}`)).toMatchObject(invalid(new RegExp(key)));
    expect((await stint.get("alice", "/me")).body.administrator).toBe(false);
  });

  test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])(
    "takes no ask named %s from the prototype",
    async (name) =>
      expect(
        await stint.post("alice", "/requests", { ...databaseAsk, asks: { ticket: "INC-1", [name]: "x" } }),
      ).toMatchObject(refusal(403, "not_allowed", /does not ask for/)),
  );

  test.each<[string, object]>([
    ["requester", { requester: { id: "erin" } }],
    ["status", { status: "approved" }],
    ["stages", { stages: [] }],
    ["endsAt", { endsAt: "2099-01-01T00:00:00Z" }],
    ["approval", { approval: "none" }],
    ["Duration", { Duration: "8h" }],
  ])("with the unknown key %s is refused by its name", async (key, more) => {
    expect(await stint.post("alice", "/requests", { ...sandbox, ...more })).toMatchObject(invalid(new RegExp(key)));
    expect(await stint.post("alice", "/requests/preview", { ...sandbox, ...more })).toMatchObject(invalid());
  });

  test.each<[string, object]>([
    ["account", { account: 666677778888 }],
    ["account", { account: ["666677778888"] }],
    ["role", { role: { name: "PowerUser" } }],
    ["duration", { duration: 3600 }],
    ["duration", { duration: "-1h" }],
    ["duration", { duration: "1e3h" }],
    ["duration", { duration: "0h0m" }],
    ["duration", { duration: "99999999999h" }],
    ["duration", { duration: "PT1H" }],
    ["justification", { justification: null }],
    ["justification", { justification: "x".repeat(2001) }],
    ["asks", { asks: [] }],
    ["asks", { asks: "INC-1" }],
    ["asks.ticket", { asks: { ticket: 42 } }],
    ["asks", { asks: { "a b": "x" } }],
  ])("with a wrong %s is refused: %j", async (path, wrong) =>
    expect(await stint.post("alice", "/requests", { ...sandbox, ...wrong })).toMatchObject(
      invalid(new RegExp(`${path.replace(".", "\\.")}[.:]`)),
    ),
  );

  test.each([
    ["control characters", "a\u0000b"],
    ["an escape to the terminal", "\u001b[2J\u001b[1;1H approved"],
    ["marks that turn text around", "user\u202Etxt.exe"],
    ["isolates", "\u2066hidden\u2069"],
    ["a lone surrogate", "\ud800"],
    ["what takes no space", "in\u200bvisible"],
    ["tags, with which text is hidden", "fine\u{e0069}\u{e0067}"],
    ["a byte order mark", "\ufeffTry a new service"],
  ])("holds no %s", async (_, text) => {
    const long = `${text} and enough words to say why`;
    const { id } = await stint.ask("alice", sandbox);
    expect(await stint.post("alice", "/requests", { ...sandbox, justification: long })).toMatchObject(invalid());
    expect(await stint.post("alice", "/requests", { ...databaseAsk, asks: { ticket: text } })).toMatchObject(invalid());
    expect(await stint.post("alice", `/requests/${id}/end`, { comment: text })).toMatchObject(invalid());
    expect((await stint.post("alice", `/requests/${id}/end`, { comment: "x".repeat(1001) })).status).toBe(400);
    await stint.post("alice", `/requests/${id}/end`);
  });
});
