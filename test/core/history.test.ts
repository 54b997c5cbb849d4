import { describe, expect, test } from "vitest";
import { append, canonical, type HistoryEvent, hashOf, sealed, stint, verify } from "../../core/history.ts";
import { approve } from "../../core/moves.ts";
import { anApproved, aPerson, aRequest, bob, later, noon, requestId } from "./builders.ts";

const { history } = anApproved();
const [asked, first, second] = history as [HistoryEvent, HistoryEvent, HistoryEvent];

describe("canonical", () => {
  test("sorts keys at every depth, and writes no white space", () => {
    expect(canonical({ b: [{ z: 1, y: null }, "x"], a: true })).toBe('{"a":true,"b":[{"y":null,"z":1},"x"]}');
  });

  test("sorts keys by UTF-16 code units, as RFC 8785 wants it", () => {
    const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
    const mixed = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    expect(canonical(Object.fromEntries(mixed.map((key) => [key, 0])))).toBe(
      `{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(",")}}`,
    );
  });

  test("leaves undefined members out, and keeps null ones", () => {
    expect(canonical({ a: undefined, b: null })).toBe('{"b":null}');
  });

  test("tells apart what JSON tells apart", () => {
    const values = [null, "null", 0, "0", false, "", [], {}, [[]], [{}], [null], ["a,b"], ["a", "b"], { "a:b": 1 }];
    expect(new Set(values.map(canonical)).size).toBe(values.length);
  });
});

describe("hashOf", () => {
  test("is SHA-256 in hex over the text's UTF-8 bytes", () => {
    expect(hashOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hashOf("\u00f6")).toBe("6dbd11fd012e225b28a5d94a9b432bc491344f3e92158661be2ae5ae2b8b1ad8");
  });
});

describe("append", () => {
  test("numbers the event, dates it, and names the actor", () => {
    const event = append([asked], { type: "closed" }, stint, later(60));
    expect(event).toEqual({
      type: "closed",
      seq: 2,
      at: "2026-11-22T12:01:00.000Z",
      actor: { id: "stint", name: "Stint" },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("chains to the event before it: the same thing after another past has another hash", () => {
    const other = aRequest({ justification: "Something else" }).history;
    const hashes = [[asked], other].map((past) => append(past, { type: "closed" }, stint, noon).hash);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test("hashes the canonical event with the hash of the one before, so that anybody can check it", () => {
    const { hash, ...event } = second;
    expect(hash).toBe(hashOf(canonical([first.hash, event])));
    const { hash: firstHash, ...begin } = asked;
    expect(firstHash).toBe(hashOf(canonical([null, begin])));
  });
});

describe("verify", () => {
  test("finds nothing wrong with a history that nobody touched, nor with one that went through JSON", () => {
    expect(verify(history)).toBeUndefined();
    expect(verify(JSON.parse(JSON.stringify(history)))).toBeUndefined();
    expect(verify([])).toBeUndefined();
  });

  test("leaves the seal to whoever has the key: it covers the hash, and so is outside it", () => {
    expect(verify([asked, { ...first, seal: "AAAA" }, second])).toBeUndefined();
  });

  test("names the event that was changed, and not those behind it", () => {
    const forged = { ...first, actor: { ...first.actor, name: "Mallory" } };
    expect(verify([asked, forged, second])).toBe(forged);
  });

  test("names the event behind one that was changed with its own hash taken anew", () => {
    const forged = append([asked], { type: "approved", stage: 0, comment: "forged" }, first.actor, noon);
    expect(verify([asked, forged])).toBeUndefined();
    expect(verify([asked, forged, second])).toBe(second);
  });

  test("names the event that now stands where one was taken out", () => {
    expect(verify([first, second])).toBe(first);
    expect(verify([asked, second])).toBe(second);
  });

  test("names a member that was added to an event, whatever it is called", () => {
    for (const name of ["note", "previous", "__proto__"]) {
      const added = JSON.parse(`{${JSON.stringify(name)}:"added",${JSON.stringify(first).slice(1)}`);
      expect(verify([asked, added, second])).toBe(added);
    }
  });
});

describe("sealed", () => {
  test("covers request, ask, stage, person, verdict and what came before", () => {
    expect(JSON.parse(sealed(history, first))).toEqual({
      id: requestId,
      ask: asked.hash,
      stage: 0,
      person: "sub-bob",
      email: "bob@example.com",
      verdict: "approved",
      previous: asked.hash,
      hash: first.hash,
    });
    expect(JSON.parse(sealed(history, second))).toMatchObject({ stage: 1, person: "sub-carol", previous: first.hash });
  });

  test("is another for every other comment and time", () => {
    const texts = [
      approve(aRequest(), bob, "", noon),
      approve(aRequest(), bob, "yes", noon),
      approve(aRequest(), bob, "", later(1)),
    ].map((request) => sealed(request.history, request.history[1] as HistoryEvent));
    expect(new Set(texts).size).toBe(3);
  });

  test("stays under the 4,096 bytes that KMS takes, however long ask and comment are", () => {
    const long = "漢".repeat(2000);
    const approver = aPerson("b".repeat(300), { groups: ["db-leads"], email: `${"b".repeat(242)}@example.com` });
    const request = approve(aRequest({ justification: long }), approver, long, noon);
    const text = sealed(request.history, request.history[1] as HistoryEvent);
    expect(new TextEncoder().encode(text).length).toBeLessThan(4096);
  });

  test("is refused for events that are no decision, and for a history that does not begin with the ask", () => {
    expect(() => sealed(history, asked)).toThrow(new TypeError("a asked event carries no seal"));
    expect(() => sealed([first, second], second)).toThrow(TypeError);
  });
});
