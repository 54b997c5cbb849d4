import { afterEach, describe, expect, test, vi } from "vitest";
import { keep, readKept } from "../../frontend/src/ui/kept.ts";

afterEach(() => vi.unstubAllGlobals());

describe("what a browser keeps", () => {
  test("is read under the name that it was kept under", () => {
    const stored = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, text: string) => stored.set(key, text),
    });
    expect(readKept("appearance")).toBeUndefined();
    keep("appearance", "dark");
    expect(readKept("appearance")).toBe("dark");
    expect([...stored.keys()]).toEqual(["stint.appearance"]);
  });

  test("is nothing, and costs no more than that, where storage is full or forbidden", () => {
    const refuse = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
    expect(() => keep("appearance", "dark")).not.toThrow();
    expect(readKept("appearance")).toBeUndefined();
  });
});
