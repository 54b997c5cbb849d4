import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { csvOf } from "../../frontend/src/features/audit/csv.ts";
import { aShownRequest, aStage } from "./audit-requests.ts";

const about = { origin: "https://stint.example.com", now: Date.parse("2026-11-30T00:00:00Z") };
const rowsOf = (csv: string) =>
  Papa.parse<Record<string, string>>(csv.replace(/^\ufeff/, ""), { header: true, skipEmptyLines: "greedy" });
const written = (justification: string) => {
  const { data, errors } = rowsOf(csvOf([aShownRequest({ justification }), aShownRequest()], about));
  expect(errors).toEqual([]);
  expect(data).toHaveLength(2);
  return data[0]?.justification;
};

describe("the CSV", () => {
  test("has a row for each request with its facts, links and hours", () => {
    const request = aShownRequest({
      stages: [aStage(["Bob", "approved", "2026-11-22T12:30:00.000Z"])],
      asks: { ticket: "INC-42" },
      outcome: { by: { id: "stint", name: "Stint" }, at: "2026-11-22T14:00:01.000Z" },
      cutOff: { state: "done", sessionsEnd: "2026-11-22T15:00:00.000Z" },
    });
    expect(rowsOf(csvOf([request], about)).data).toEqual([
      {
        request: "r1",
        link: "https://stint.example.com/requests/r1",
        asked_at: "2026-11-22T12:00:00.000Z",
        requester_id: "sub-alice",
        requester_name: "Alice Almeida",
        requester_email: "alice@example.com",
        account_id: "666677778888",
        account_name: "sandbox-blue",
        role: "PowerUser",
        rule: "sandbox",
        phase: "expired",
        duration: "2h",
        starts_at: "2026-11-22T12:00:00.000Z",
        ends_at: "2026-11-22T14:00:00.000Z",
        decide_by: "",
        justification: "Try a new service",
        asks: '{"ticket":"INC-42"}',
        approved_by: "Bob",
        rejected_by: "",
        decision_comments: "",
        outcome_by: "Stint",
        outcome_at: "2026-11-22T14:00:01.000Z",
        outcome_comment: "",
        sessions: "1",
        access_hours: "1.5",
        cut_off: "done",
      },
    ]);
  });

  test.each([",", ";", "\t", "|"])("holds no cell that a spreadsheet runs, parted at %j", (delimiter) => {
    const typed = ["Repair orders;=1+1;thanks", "a\t=1+1", "line\n=2+2;", "x|@SUM(1)", "fine; -1"];
    const csv = csvOf(
      typed.map((justification) => aShownRequest({ justification })),
      about,
    );
    const { data } = Papa.parse<string[]>(csv, { delimiter });
    expect(data.flat().filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
  });

  test("has its heading even without any request", () => {
    const csv = csvOf([], about);
    expect(csv.startsWith('\ufeff"request","link","asked_at",')).toBe(true);
    expect(rowsOf(csv).data).toEqual([]);
  });

  test("says who decided how, and what they said to it", () => {
    const { decisions, ...stage } = aStage(
      ["Bob", "approved", "2026-11-22T12:30:00.000Z"],
      ["Carol", "rejected", "2026-11-22T12:40:00.000Z"],
    );
    const comments = ["Go on", "No"];
    const stages = [{ ...stage, decisions: decisions.map((one, i) => ({ ...one, comment: comments[i] ?? "" })) }];
    expect(rowsOf(csvOf([aShownRequest({ stages })], about)).data[0]).toMatchObject({
      approved_by: "Bob",
      rejected_by: "Carol",
      decision_comments: "Bob: Go on\nCarol: No",
    });
  });

  test.each([
    'She said "now", and then',
    "one line,\nand another;\r\nand the last",
    " blanks around ",
    "ünïcode 🙂 and\ttabs",
    "1,5 = 3/2",
  ])("gives back %j as it was typed", (text) => {
    expect(written(text)).toBe(text);
  });

  test.each([
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd",
    "=1+1\nover two lines",
    "\t=1+1",
    "\r\n=1+1",
    "  =1+1",
    "＝1+1",
  ])("makes a spreadsheet take %j for text", (text) => {
    expect(written(text)).toBe(`'${text}`);
  });

  test("does so with every text that people type", () => {
    const bad = "=1+1";
    const by = { id: "x", name: bad };
    const { decisions: _, ...stage } = aStage();
    const request = aShownRequest({
      requester: { id: bad, name: bad, email: bad },
      account: { id: "1", name: bad },
      stages: [{ ...stage, decisions: [{ by, verdict: "approved", comment: bad, at: "2026-11-22T12:00:00.000Z" }] }],
      outcome: { by, at: "2026-11-22T12:00:00.000Z", comment: bad },
    });
    const cells = Object.values(rowsOf(csvOf([request], about)).data[0] ?? {});
    expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell.startsWith("'="))).toHaveLength(8);
  });
});
