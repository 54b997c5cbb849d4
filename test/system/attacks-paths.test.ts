import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPerson, day, peopleWith, refusal, send, type WireAnswer } from "./attack.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
let authorization: readonly [string, string];
beforeAll(async () => {
  stint = await startStint({ people: peopleWith(aPerson("gina", ["engineering"]), aPerson("hugo", ["engineering"])) });
  authorization = ["authorization", `Bearer ${await stint.token("alice")}`];
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };

describe("a path or a method that is not in the route table", () => {
  const moves = ["approve", "reject", "withdraw", "end", "revoke", "credentials", "console"];
  const at = (method: string, path: string) => send(stint, { method, path, headers: [authorization] });

  test("is nothing: no move by GET, nor by any other method, nor by a header that names one", async () => {
    const { id } = await stint.ask("alice", sandbox);
    for (const move of moves)
      for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
        expect([404, 405]).toContain((await at(method, `/api/requests/${id}/${move}`)).status);
    for (const method of ["PUT", "DELETE", "PATCH", "POST"])
      expect((await at(method, `/api/requests/${id}`)).status).toBe(404);
    const headers = [authorization, ["x-http-method-override", "POST"], ["x-http-method", "POST"]] as const;
    expect((await send(stint, { path: `/api/requests/${id}/end`, headers })).status).toBe(404);
    expect((await stint.get("alice", `/requests/${id}`)).body.phase).toBe("active");
    await stint.post("alice", `/requests/${id}/end`);
  });

  test("is not found by another spelling", async () => {
    const { id } = await stint.ask("alice", sandbox);
    const spellings = [
      `/api/requests/%2e%2e/requests/${id}/end`,
      `/api/requests/../requests/${id}/end`,
      `/api/./requests/${id}/end`,
      `/api//requests/${id}/end`,
      `//api/requests/${id}/end`,
      `/api/requests/${id}//end`,
      `/api/requests/${id}/end/`,
      `/api/requests/${id}/END`,
      `/API/requests/${id}/end`,
      `/api/Requests/${id}/end`,
      `/api/requests/${id}%2fend`,
      `/api/requests/${id}/end;x=1`,
      `/api/requests/${id}/end%00`,
      `/api\\requests\\${id}\\end`,
      `/api/requests/%20${id}/end`,
      `/api/requests/${id}%20/end`,
      `/api/requests/${id.toUpperCase()}/end`,
      `/api/requests/%ff/end`,
      `/api/requests//end`,
    ];
    const answers = await Promise.all(spellings.map((path) => at("POST", path)));
    expect(answers.map(({ status }) => status).filter((status) => ![400, 404, 405].includes(status))).toEqual([]);
    expect((await stint.get("alice", `/requests/${id}`)).body.phase).toBe("active");
  });

  test.each([`${"a".repeat(3000)}`, "__proto__", "..%2f..%2fetc%2fpasswd", "%00", "stint", "*", "%F0%9F%92%A9", "0"])(
    "no request is called %s",
    async (id) => {
      expect(await at("GET", `/api/requests/${id}`)).toMatchObject({
        status: 404,
        text: expect.stringContaining("not_found"),
      });
      expect((await at("POST", `/api/requests/${id}/end`)).status).toBe(404);
    },
  );

  test("every answer says that it is not kept, and is nothing but JSON", async () => {
    const answers: WireAnswer[] = [
      await at("GET", "/api/me"),
      await at("GET", "/api/requests/none"),
      await send(stint, { path: "/api/health" }),
      await send(stint, { method: "POST", path: "/api/requests", headers: [authorization], body: "{" }),
    ];
    for (const { headers } of answers)
      expect(headers).toMatchObject({
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "referrer-policy": "no-referrer",
      });
  });
});

describe("an Idempotency-Key", () => {
  const ask = (person: string, key: string, more: object = {}) =>
    stint.post(person, "/requests", { ...sandbox, ...more }, { "idempotency-key": key });

  test("makes one request of twenty that are sent at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("gina", "twenty")));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await stint.get("gina", "/requests")).body.items).toHaveLength(1);
  });

  test("is refused for another ask, and by whoever is faster", async () => {
    const { body } = await ask("gina", "changed");
    expect(await ask("gina", "changed", { duration: "2h" })).toMatchObject(
      refusal(400, "invalid_input", /Idempotency-Key was used/),
    );
    expect((await ask("gina", "changed")).body.id).toBe(body.id);
    const mixed = await Promise.all(["1h", "2h", "3h", "4h"].map((duration) => ask("gina", "race", { duration })));
    expect(mixed.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
  });

  test("is one's own: the same of somebody else is another request, and shows nothing of the first", async () => {
    const [mine, theirs] = [await ask("gina", "shared"), await ask("hugo", "shared")];
    expect(theirs).toMatchObject({ status: 201, body: { requester: { name: "hugo" } } });
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test("brings nothing back to life, and counts days later", async () => {
    const { body } = await ask("hugo", "later");
    await stint.post("hugo", `/requests/${body.id}/end`);
    stint.clock.advance(3 * day);
    expect(await ask("hugo", "later")).toMatchObject({ status: 201, body: { id: body.id, phase: "ended" } });
    expect((await stint.post("hugo", `/requests/${body.id}/credentials`)).status).toBe(409);
  });

  test.each(["", " ", "a b", "é", "x".repeat(256)])("is not %j", async (key) => {
    const headers = [
      ["authorization", `Bearer ${await stint.token("gina")}`],
      ["idempotency-key", key],
    ] as const;
    const sent = { method: "POST", path: "/api/requests", headers, body: JSON.stringify(sandbox) };
    expect((await send(stint, sent)).status).toBe(400);
  });
});
