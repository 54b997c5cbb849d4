import { describe, expect, test } from "vitest";
import { StintError } from "../../core/errors.ts";
import * as m from "../../core/moves.ts";
import { type Caller, phaseOf, type Recorded, type Status } from "../../core/request.ts";
import {
  again,
  alice,
  aPerson,
  aRequest,
  aStage,
  bob,
  carol,
  dan,
  day,
  erin,
  hour,
  later,
  noon,
  sam,
} from "./builders.ts";

/**
 * What each kind of caller meets with each move in each phase:
 * `yes` it happens, `self` self_approval, `no` not_allowed, `late` wrong_state.
 */
const people = `
approve                       pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   self    self      self   self     self      self  self    self   self
  requester-with-second-sub   self    self      self   self     self      self  self    self   self
  approver-of-this-stage      yes     late      late   late     late      late  late    late   late
  approver-of-another-stage   no      late      late   late     late      late  late    late   late
  approver-who-has-decided    late    late      late   late     late      late  late    late   late
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               no      no        no     no       no        no    no      no     no
  requester-administrator     self    self      self   self     self      self  self    self   self
  stranger                    no      no        no     no       no        no    no      no     no

reject                        pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   self    self      self   self     self      self  self    self   self
  requester-with-second-sub   self    self      self   self     self      self  self    self   self
  approver-of-this-stage      yes     late      late   late     late      late  late    late   late
  approver-of-another-stage   no      late      late   late     late      late  late    late   late
  approver-who-has-decided    late    late      late   late     late      late  late    late   late
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               no      no        no     no       no        no    no      no     no
  requester-administrator     self    self      self   self     self      self  self    self   self
  stranger                    no      no        no     no       no        no    no      no     no

withdraw                      pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   yes     yes       late   late     late      late  late    late   late
  requester-with-second-sub   no      no        no     no       no        no    no      no     no
  approver-of-this-stage      no      no        no     no       no        no    no      no     no
  approver-of-another-stage   no      no        no     no       no        no    no      no     no
  approver-who-has-decided    no      no        no     no       no        no    no      no     no
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               no      no        no     no       no        no    no      no     no
  requester-administrator     yes     yes       late   late     late      late  late    late   late
  stranger                    no      no        no     no       no        no    no      no     no

end                           pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   late    late      yes    late     late      late  late    late   late
  requester-with-second-sub   no      no        no     no       no        no    no      no     no
  approver-of-this-stage      no      no        no     no       no        no    no      no     no
  approver-of-another-stage   no      no        no     no       no        no    no      no     no
  approver-who-has-decided    no      no        no     no       no        no    no      no     no
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               no      no        no     no       no        no    no      no     no
  requester-administrator     late    late      yes    late     late      late  late    late   late
  stranger                    no      no        no     no       no        no    no      no     no

revoke                        pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   no      no        no     no       no        no    no      no     no
  requester-with-second-sub   no      no        no     no       no        no    no      no     no
  approver-of-this-stage      late    yes       yes    late     late      late  late    late   late
  approver-of-another-stage   late    yes       yes    late     late      late  late    late   late
  approver-who-has-decided    late    yes       yes    late     late      late  late    late   late
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               late    yes       yes    late     late      late  late    late   late
  requester-administrator     late    yes       yes    late     late      late  late    late   late
  stranger                    no      no        no     no       no        no    no      no     no

use                           pending scheduled active rejected withdrawn ended revoked lapsed expired
  requester                   late    late      yes    late     late      late  late    late   late
  requester-with-second-sub   no      no        no     no       no        no    no      no     no
  approver-of-this-stage      no      no        no     no       no        no    no      no     no
  approver-of-another-stage   no      no        no     no       no        no    no      no     no
  approver-who-has-decided    no      no        no     no       no        no    no      no     no
  auditor                     no      no        no     no       no        no    no      no     no
  administrator               no      no        no     no       no        no    no      no     no
  requester-administrator     late    late      yes    late     late      late  late    late   late
  stranger                    no      no        no     no       no        no    no      no     no
`;

/** What Stint itself does, to what was recorded and to what is not yet; `-` leaves the request as it is. */
const itself = `
                      pending scheduled active rejected withdrawn ended revoked lapsed expired lapsed-since expired-since
  revoke-by-policy    late    yes       yes    late     late      late  late    late   late    late         late
  settle              -       -         -      -        -         -     -       -      -       lapsed       expired
  cut-off             -       -         -      -        -         yes   yes     -      -       -            -
  cut-off-failed      -       -         -      -        -         yes   yes     -      -       -            -
  close               -       -         -      yes      yes       yes   yes     yes    yes     yes          yes
`;

// Two of the leads have to approve, then security. Ben has said yes; Bob has not decided, and nor has Carol.
const ben = aPerson("ben", { groups: ["db-leads"] });
const bea = aPerson("bea", { groups: ["db-leads"] });
const cleo = aPerson("cleo", { groups: ["security"] });
const callers: Record<string, Caller> = {
  requester: alice,
  "requester-with-second-sub": again(alice, "email"),
  "approver-of-this-stage": bob,
  "approver-of-another-stage": carol,
  "approver-who-has-decided": ben,
  auditor: dan,
  administrator: erin,
  "requester-administrator": { ...alice, administrator: true },
  stranger: sam,
};

const stages = [aStage({ required: 2 }), aStage({ name: "Security", groups: ["security"] })];
const now = later(hour);
const pending = m.approve(aRequest({ stages }), ben, "", noon);
const approved = (startsAt: Date, duration = 2 * hour) => {
  const asked = m.approve(aRequest({ stages, startsAt: startsAt.toISOString(), duration }), ben, "", noon);
  return m.approve(m.approve(asked, bea, "", noon), cleo, "", noon);
};
const used = later(hour / 2);
const active = m.issue(approved(noon), alice, "credentials", used);
const lapsed = m.approve(aRequest({ stages, decideBy: now.toISOString() }), ben, "", noon);
const expired = m.issue(approved(noon, hour), alice, "credentials", used);
const requests: Record<string, Recorded> = {
  pending,
  scheduled: approved(later(day)),
  active,
  rejected: m.reject(pending, bea, "", noon),
  withdrawn: m.withdraw(pending, alice, "", noon),
  ended: m.end(active, alice, "", used),
  revoked: m.revoke(active, erin, "", used),
  lapsed: m.settle(lapsed, now),
  expired: m.settle(expired, now),
  "lapsed-since": lapsed,
  "expired-since": expired,
};

const run: Record<m.Move, (request: Recorded, caller: Caller) => Recorded> = {
  approve: (request, caller) => m.approve(request, caller, "", now),
  reject: (request, caller) => m.reject(request, caller, "", now),
  withdraw: (request, caller) => m.withdraw(request, caller, "", now),
  end: (request, caller) => m.end(request, caller, "", now),
  revoke: (request, caller) => m.revoke(request, caller, "", now),
  use: (request, caller) => m.issue(request, caller, "credentials", now),
};
/** What a move that happens leaves behind here, where one more lead or Carol alone is not the last approval. */
const leaves: Record<m.Move, { status: Status; type: string }> = {
  approve: { status: "pending", type: "approved" },
  reject: { status: "rejected", type: "rejected" },
  withdraw: { status: "withdrawn", type: "withdrawn" },
  end: { status: "ended", type: "ended" },
  revoke: { status: "revoked", type: "revoked" },
  use: { status: "approved", type: "issuing" },
};
const codes: Record<string, string> = { self: "self_approval", no: "not_allowed", late: "wrong_state" };

const blocks = people.trim().split("\n\n").map(rowsOf) as [[m.Move, ...string[]], ...string[][]][];
const table = blocks.flatMap(([[move, ...phases], ...rows]) =>
  rows.map(([caller = "", ...cells]) => ({ move, caller, expected: pairs(phases, cells) })),
);

test.each(table)("$move by $caller", ({ move, caller, expected }) => {
  // What time has ended is the same to everybody, recorded or not.
  const asRecorded = (phase: string) => [requests[phase], requests[`${phase}-since`]].filter((r) => r !== undefined);
  const meetings = (phase: string) => new Set(asRecorded(phase).map((request) => meets(move, request, caller)));
  const phases = Object.keys(expected);
  expect(
    pairs(
      phases,
      phases.map((phase) => [...meetings(phase)].join(" or ")),
    ),
  ).toEqual(expected);
});

test("the table knows every move, every phase and every kind of caller", () => {
  expect(blocks.map(([[move]]) => move)).toEqual(Object.keys(m.moves));
  const phases = Object.keys(requests).filter((phase) => !phase.endsWith("-since"));
  for (const move of Object.keys(m.moves)) {
    const rows = table.filter((row) => row.move === move);
    expect(rows.map(({ caller }) => caller)).toEqual(Object.keys(callers));
    for (const { expected } of rows) expect(Object.keys(expected)).toEqual(phases);
  }
});

test("the requests of the table are in the phase that their column is named for", () => {
  for (const [phase, request] of Object.entries(requests))
    expect(phaseOf(request, now)).toBe(phase.replace("-since", ""));
});

describe("Stint itself", () => {
  const [phases = [], ...rows] = rowsOf(itself);
  const moves: Record<string, (request: Recorded) => Recorded> = {
    "revoke-by-policy": (request) => m.revokeByPolicy(request, "", now),
    settle: (request) => m.settle(request, now),
    "cut-off": (request) => m.cutOff(request, now.toISOString(), now),
    "cut-off-failed": (request) => m.cutOffFailed(request, now),
    close: (request) => m.close(request, now),
  };
  const recorded: Record<string, string> = { "revoke-by-policy": "revoked", close: "closed" };

  test.each(rows)("%s", (move = "", ...cells) => {
    const meets = (before: Recorded) => outcome(() => moves[move]!(before), before, recorded[move] ?? move);
    const met = phases.map((phase) => meets(requests[phase]!));
    expect(pairs(phases, met)).toEqual(pairs(phases, cells));
  });
});

/** The cell of the table that is true; throws where `may` says otherwise. */
function meets(move: m.Move, request: Recorded, name: string): string {
  const caller = callers[name]!;
  const cell = outcome(() => run[move](request, caller), request, leaves[move].type);
  if (m.may(request, caller, now).includes(move) !== (cell === "yes"))
    throw new Error(`may() and ${move} disagree about ${name} and a request that is ${phaseOf(request, now)}`);
  if (cell === "yes") expect(run[move](request, caller).status).toBe(leaves[move].status);
  return cell;
}

/** `yes` when exactly the event of this type was added; else its type, `-`, or the refusal. */
function outcome(move: () => Recorded, before: Recorded, type: string | undefined): string {
  try {
    const after = move();
    if (after === before) return "-";
    expect(after.history).toEqual([...before.history, after.history.at(-1)]);
    expect(after.version).toBe(before.version + 1);
    const added = after.history.at(-1)?.type;
    return added === type ? "yes" : String(added);
  } catch (error) {
    if (!(error instanceof StintError)) throw error;
    return Object.keys(codes).find((cell) => codes[cell] === error.code) ?? error.code;
  }
}

function pairs(phases: readonly string[], cells: readonly (string | undefined)[]): Record<string, string | undefined> {
  return Object.fromEntries(phases.map((phase, i) => [phase, cells[i]]));
}

function rowsOf(block: string): string[][] {
  return block
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/));
}
