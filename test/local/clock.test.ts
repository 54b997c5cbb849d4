import { afterEach, describe, expect, test, vi } from "vitest";
import { type Clock, startClock } from "../../local/clock.ts";

const hour = 3_600_000;
let clock: Clock;
afterEach(() => clock.close());

describe("now", () => {
  test("is real time without an offset", () => {
    clock = startClock();
    const before = Date.now();
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test("is real time plus the offset that it was started with, in whole milliseconds", () => {
    clock = startClock(2 * hour + 0.4);
    expect(clock.now() - Date.now()).toBeLessThanOrEqual(2 * hour);
    expect(clock.now() - Date.now()).toBeGreaterThan(2 * hour - 100);
    expect(clock.now()).toSatisfy(Number.isInteger);
  });

  test("follows the shared offset, which whoever holds the buffer reads as a Float64", () => {
    clock = startClock();
    clock.advance(hour);
    expect(new Float64Array(clock.offset)[0]).toBe(hour);
  });
});

describe("at", () => {
  test("calls when the embedded time gets there by itself", async () => {
    clock = startClock(hour);
    const due = clock.now() + 20;
    await new Promise<void>((done) => clock.at(due, done));
    expect(clock.now()).toBeGreaterThanOrEqual(due);
  });

  test("calls soon, and not at once, when the time has passed already", async () => {
    clock = startClock();
    let called = false;
    const passed = new Promise<void>((done) => {
      clock.at(clock.now() - hour, () => {
        called = true;
        done();
      });
    });
    expect(called).toBe(false);
    await passed;
  });

  test("calls at once when the clock is moved there, and only once", () => {
    clock = startClock();
    const due = vi.fn();
    clock.at(clock.now() + hour, due);
    clock.advance(hour - 1000);
    expect(due).not.toHaveBeenCalled();
    clock.advance(1000);
    expect(due).toHaveBeenCalledTimes(1);
    clock.advance(hour);
    expect(due).toHaveBeenCalledTimes(1);
  });

  test("waits for longer than a timer can", () => {
    clock = startClock();
    const due = vi.fn();
    clock.at(clock.now() + 400 * 24 * hour, due);
    clock.advance(399 * 24 * hour);
    expect(due).not.toHaveBeenCalled();
    clock.advance(24 * hour);
    expect(due).toHaveBeenCalledTimes(1);
  });

  test("waits for ever for Infinity", () => {
    clock = startClock();
    const due = vi.fn();
    clock.at(Number.POSITIVE_INFINITY, due);
    clock.advance(1e12);
    expect(due).not.toHaveBeenCalled();
  });

  test("calls nothing that was cancelled", () => {
    clock = startClock();
    const due = vi.fn();
    const cancel = clock.at(clock.now() + hour, due);
    cancel();
    cancel();
    clock.advance(2 * hour);
    expect(due).not.toHaveBeenCalled();
  });

  test("refuses a time that is not a number", () => {
    clock = startClock();
    expect(() => clock.at(Number.NaN, () => {})).toThrow("not NaN");
  });
});

describe("advance", () => {
  test("calls what became due in the order of time, whoever asked first", () => {
    clock = startClock();
    const start = clock.now();
    const called: string[] = [];
    for (const [name, hours] of Object.entries({ third: 3, first: 1, second: 2 }))
      clock.at(start + hours * hour, () => called.push(name));
    clock.advance(4 * hour);
    expect(called).toEqual(["first", "second", "third"]);
  });

  test("does not call what an earlier call has cancelled", () => {
    clock = startClock();
    const due = vi.fn();
    clock.at(clock.now() + hour, () => cancel());
    const cancel = clock.at(clock.now() + 2 * hour, due);
    clock.advance(3 * hour);
    expect(due).not.toHaveBeenCalled();
  });

  test("lets a call ask for another time, which waits for its own turn", () => {
    clock = startClock();
    const due = vi.fn();
    clock.at(clock.now() + hour, () => clock.at(clock.now() + hour, due));
    clock.advance(3 * hour);
    expect(due).not.toHaveBeenCalled();
    clock.advance(hour);
    expect(due).toHaveBeenCalledTimes(1);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses to move by %d", (milliseconds) => {
    clock = startClock();
    expect(() => clock.advance(milliseconds)).toThrow(`not by ${milliseconds}`);
  });
});

test("startClock refuses an offset that is not a number of milliseconds", () => {
  clock = startClock();
  expect(() => startClock(Number.NaN)).toThrow("not NaN");
});

test("close cancels what waits and what is asked for later", () => {
  clock = startClock();
  const due = vi.fn();
  clock.at(clock.now() + hour, due);
  clock.close();
  clock.at(clock.now(), due)();
  clock.advance(2 * hour);
  expect(due).not.toHaveBeenCalled();
});
