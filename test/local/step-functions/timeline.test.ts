import { expect, onTestFinished, test } from "vitest";
import { startClock } from "../../../local/clock.ts";
import { startTimeline } from "../../../local/step-functions/timeline.ts";

/** A timeline, and sleepers that note by name when they are woken and rest when they are told to. */
function begin() {
  const clock = startClock();
  onTestFinished(() => clock.close());
  const woken: string[] = [];
  const rest = new Map<string, () => void>();
  const sleeper = (name: string) => ({
    wake: () => void woken.push(name),
    rested: () => new Promise<void>((rested) => rest.set(name, rested)),
  });
  const settled = () => new Promise((done) => setImmediate(done));
  return { clock, timeline: startTimeline(clock), woken, rest, sleeper, settled, now: clock.now() };
}

test("wakes in the order of the moments, each when those of the one before rest", async () => {
  const { clock, timeline, woken, rest, sleeper, settled, now } = begin();
  for (const [name, seconds] of [
    ["c", 3],
    ["a", 1],
    ["b", 2],
    ["a too", 1],
  ] as const)
    timeline.at(now + seconds * 1000, sleeper(name));
  clock.advance(10_000);
  await settled();
  expect(woken).toEqual(["a", "a too"]);
  rest.get("a")?.();
  await settled();
  expect(woken).toEqual(["a", "a too"]);
  rest.get("a too")?.();
  await settled();
  expect(woken).toEqual(["a", "a too", "b"]);
  rest.get("b")?.();
  await settled();
  expect(woken).toEqual(["a", "a too", "b", "c"]);
});

test("does not let one whose moment comes later wait for one that is busy, unless others wait, too", async () => {
  const { clock, timeline, woken, rest, sleeper, settled, now } = begin();
  timeline.at(now + 1_000, sleeper("busy"));
  timeline.at(now + 60_000, sleeper("later"));
  clock.advance(30_000);
  await settled();
  clock.advance(60_000);
  await settled();
  expect(woken).toEqual(["busy", "later"]);

  timeline.at(now + 100_000, sleeper("first"));
  timeline.at(now + 101_000, sleeper("second"));
  rest.get("busy")?.();
  await settled();
  clock.advance(60_000);
  await settled();
  timeline.at(clock.now() + 1_000, sleeper("third"));
  clock.advance(1_000);
  await settled();
  expect(woken).toEqual(["busy", "later", "first"]);
  rest.get("first")?.();
  await settled();
  rest.get("second")?.();
  await settled();
  expect(woken).toEqual(["busy", "later", "first", "second", "third"]);
});

test("wakes one that is awake again at its own next moment", async () => {
  const { clock, timeline, woken, sleeper, settled, now } = begin();
  const one = sleeper("one");
  timeline.at(now + 1_000, one);
  timeline.at(now + 2_000, sleeper("two"));
  clock.advance(5_000);
  await settled();
  timeline.at(clock.now() + 1_000, one);
  clock.advance(1_000);
  await settled();
  expect(woken).toEqual(["one", "one"]);
});

test("wakes soon where the moment has passed, in order", async () => {
  const { timeline, woken, sleeper, settled, rest, now } = begin();
  timeline.at(now - 1_000, sleeper("later"));
  timeline.at(now - 2_000, sleeper("earlier"));
  expect(woken).toEqual([]);
  await settled();
  rest.get("earlier")?.();
  await settled();
  expect(woken).toEqual(["earlier", "later"]);
});

test("wakes nobody who was cancelled, and nobody after it was closed", async () => {
  const { clock, timeline, woken, sleeper, settled, now } = begin();
  timeline.at(now + 1_000, sleeper("cancelled"))();
  timeline.at(now + 2_000, sleeper("closed"));
  timeline.close();
  clock.advance(10_000);
  await settled();
  expect(woken).toEqual([]);
});
