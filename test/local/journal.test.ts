import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openJournal } from "../../local/journal.ts";

function aPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "state", "numbers.jsonl");
}
const lines = (path: string) => readFileSync(path, "utf8").split("\n").slice(0, -1).map(Number);

test("entries are there again when the journal is opened anew", () => {
  const path = aPath();
  const journal = openJournal<unknown>(path);
  journal.append({ a: "ü\n" });
  journal.append([1]);
  expect(journal.entries).toEqual([{ a: "ü\n" }, [1]]);
  expect(openJournal(path).entries).toEqual([{ a: "ü\n" }, [1]]);
});

test("file and folder are for their owner only", () => {
  const path = aPath();
  openJournal<number>(path).append(1);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
});

test("a last line that a crash cut off is removed, and the next entry begins a line of its own", () => {
  const path = aPath();
  openJournal<number>(path).append(1);
  appendFileSync(path, '{"half');
  const journal = openJournal<number>(path);
  expect(journal.entries).toEqual([1]);
  journal.append(2);
  expect(openJournal(path).entries).toEqual([1, 2]);
});

test("a damaged line is an error that names file and line, and changes nothing", () => {
  const path = aPath();
  openJournal<number>(path).append(1);
  appendFileSync(path, "{\n3\n");
  expect(() => openJournal(path)).toThrow(`${path} is damaged: line 2 is not JSON. Restore the file, or delete it`);
  expect(readFileSync(path, "utf8")).toBe("1\n{\n3\n");
});

test("only the last entries are held in memory, and the file keeps all", () => {
  const path = aPath();
  const journal = openJournal<number>(path, { keep: 2 });
  for (const n of [1, 2, 3, 4, 5]) journal.append(n);
  expect(journal.entries).toEqual([4, 5]);
  expect(openJournal(path, { keep: 2 }).entries).toEqual([4, 5]);
  expect(lines(path)).toEqual([1, 2, 3, 4, 5]);
});

test("a journal that is cut holds no more than twice what it keeps", () => {
  const path = aPath();
  const journal = openJournal<number>(path, { keep: 2, cut: true });
  for (const n of [1, 2, 3]) journal.append(n);
  expect(lines(path)).toEqual([1, 2, 3]);
  journal.append(4);
  expect(lines(path)).toEqual([3, 4]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${path}.new`)).toBe(false);
  writeFileSync(path, "1\n2\n3\n4\n5\n6\n7\n");
  openJournal<number>(path, { keep: 2, cut: true }).append(8);
  expect(lines(path)).toEqual([7, 8]);
});
