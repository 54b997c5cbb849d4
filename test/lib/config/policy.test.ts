import { describe, expect, test } from "vitest";
import { changed, load, problemsOf } from "./written.ts";

/** What is refused: a change of the written policy, and the one problem that it makes: its path and its message. */
type Refusal = readonly [title: string, from: string, to: string, path: string, message: string];

const duration = (from: string, to: string) => `expected a duration such as 2h, 90m or 1h30m, from ${from} to ${to}`;
const names = (them: string) => `expected ${them}`;
const ruleKeys = "id, description, who, roles, accounts, deny, maxDuration, asks, approval, approvalWithin, remindEvery, signInWithin, sessionDuration, alternatives";
const ticket = '      ticket: { label: Ticket, pattern: "INC-[0-9]+", required: true, tag: true }\n';
const askName = "expected another name; request, rule, requester, history are tags of every session, and some names are JavaScript's own";

const refusals: Readonly<Record<string, readonly Refusal[]>> = {
  "of the policy as a whole": [
    ["no administrators", "[admins]", "[]", "administrators", "found an empty list, expected at least one entry"],
    ["missing auditors", "auditors: [auditors]\n", "", "auditors", "is missing: expected a list"],
    ["a missing list of blocked people", "blocked: [mallory@example.com]\n", "", "blocked", "is missing: expected a list"],
    ["a missing limit of open requests", "openRequests: 20\n", "", "openRequests", "is missing: expected a whole number"],
    ["a missing demand on the justification", "justification: { minLength: 10 }\n", "", "justification", "is missing: expected a mapping"],
    ["a justification that may be empty", "minLength: 10", "minLength: 0", "justification.minLength", "found 0, expected at least 1"],
    ["no open requests at all", "openRequests: 20", "openRequests: 0", "openRequests", "found 0, expected at least 1"],
    ["a part of a request", "openRequests: 20", "openRequests: 1.5", "openRequests", "found 1.5, expected a whole number"],
    ["an e-mail address that is none", "[mallory@example.com]", "[mallory]", "blocked[0]", 'found "mallory", expected an e-mail address such as alice@example.com'],
    ["one address twice, whatever its case", "[mallory@example.com]", "[Mallory@example.com, mallory@example.com]", "blocked[1]", 'found "mallory@example.com", expected each entry once; this one stands above already'],
    ["a group with space around it", "[auditors]", '["auditors "]', "auditors[0]", 'found "auditors ", expected a line of 1 to 128 characters, without spaces around it'],
    ["a group with an invisible character", "[auditors]", '["audit\u200bors"]', "auditors[0]", 'found "audit\u200bors", expected a line of 1 to 128 characters, without spaces around it'],
    ["a group that is a number", "[auditors]", "[007]", "auditors[0]", "found 007, expected a line of 1 to 128 characters, without spaces around it: put it in quotes"],
  ],
  "of a rule": [
    ["an id of other characters", "id: out", "id: Out!", "rules[0].id", 'found "Out!", expected a rule\'s id: 1 to 64 of a-z, 0-9 and -'],
    ["an id that another rule has", "id: out", "id: incident", "rules[2].id", 'found "incident", expected another name than rules[0].id has'],
    ["an unknown key", "    maxDuration: 1h30m", "    maxDuraton: 1h\n    maxDuration: 1h30m", "rules[1].maxDuraton", `found "maxDuraton", expected one of ${ruleKeys}; did you mean maxDuration?`],
    ["a key of allowing in a rule that denies", "deny: true\n", "deny: true\n    maxDuration: 1h\n", "rules[0].maxDuration", 'found "maxDuration", expected one of id, description, who, roles, accounts, deny'],
    ["another answer to deny than true", "deny: false", "deny: maybe", "rules[1].deny", 'found "maybe", expected true, or no such key'],
    ["nobody", "{ people: [dan@example.com] }", "{ groups: [], people: [] }", "rules[2].who", "names nobody: expected at least one entry in groups or people"],
    ["nobody, not even by empty lists", "{ people: [dan@example.com] }", "{}", "rules[2].who", "names nobody: expected at least one entry in groups or people"],
    ["missing people", "    who: { people: [dan@example.com] }\n", "", "rules[2].who", "is missing: expected a mapping"],
    ["missing roles", "    roles: all\n", "", "rules[0].roles", "is missing: expected all, or a list of roles"],
    ["no roles", "roles: all", "roles: []", "rules[0].roles", "found an empty list, expected at least one entry"],
    ["a word that is not all", "roles: all", "roles: al", "rules[0].roles", 'found "al", expected all, or a list of roles'],
    ["an unknown role", "[DatabaseAdmin]", "[DatabaseAdmn]", "rules[1].roles[0]", 'found "DatabaseAdmn", expected one of DatabaseAdmin, ClusterAdmin; did you mean DatabaseAdmin?'],
    ["a part of a role's name", "[DatabaseAdmin]", "[Admin]", "rules[1].roles[0]", 'found "Admin", expected one of DatabaseAdmin, ClusterAdmin'],
    ["a role twice", "[DatabaseAdmin, ClusterAdmin]", "[ClusterAdmin, ClusterAdmin]", "rules[2].roles[1]", 'found "ClusterAdmin", expected each entry once; this one stands above already'],
    ["an unknown alternative", "[incident]", "[incidnet]", "rules[1].alternatives[0]", 'found "incidnet", expected the id of a rule that allows; did you mean incident?'],
    ["itself as an alternative", "[incident]", "[database]", "rules[1].alternatives[0]", 'found "database", expected another rule than the one that lists it'],
    ["a rule that denies as an alternative", "[incident]", "[out]", "rules[1].alternatives[0]", 'found "out", expected a rule that allows: this one denies'],
  ],
  "of a rule's accounts": [
    ["missing accounts", "    accounts: all\n", "", "rules[2].accounts", "is missing: expected all, or a mapping of ids, under and tags"],
    ["no condition at all", "accounts: all", "accounts: {}", "rules[2].accounts", "selects nothing: expected all, or at least one of ids, under and tags"],
    ["an empty condition", "accounts: all", "accounts: { tags: {} }", "rules[2].accounts.tags", "found an empty mapping, expected at least one tag"],
    ["no OU", "accounts: all", "accounts: { under: [] }", "rules[2].accounts.under", "found an empty list, expected at least one entry"],
    ["an unknown key", "accounts: all", "accounts: { undr: [Lab] }", "rules[2].accounts.undr", 'found "undr", expected one of ids, under, tags; did you mean under?'],
    ["an unknown account", '["111122223333"]', '["111122223334"]', "rules[1].accounts.ids[0]", 'found "111122223334", expected the id of an account of the catalog; did you mean 111122223333?'],
    ["an account id without quotes, as it is written", '["111122223333"]', "[011122223333]", "rules[1].accounts.ids[0]", "found 011122223333, expected an account id: twelve digits: put it in quotes"],
    ["an unknown OU", "[Workloads/Production, Blue]", "[Workloads/Prodction]", "rules[1].accounts.under[0]", 'found "Workloads/Prodction", expected the name or whole path of an OU of the catalog; did you mean Workloads/Production?'],
    ["a part of a path", "[Workloads/Production, Blue]", "[Lab/Blue]", "rules[1].accounts.under[0]", 'found "Lab/Blue", expected the name or whole path of an OU of the catalog'],
    ["an OU's name that is there twice", "[Workloads/Production, Blue]", "[Lab]", "rules[1].accounts.under[0]", 'found "Lab", expected a whole path, as several OUs have this name: one of Workloads/Lab, Elsewhere/Lab'],
    ["a tag that no account has", "{ data: customer }", "{ dat: customer }", "rules[1].accounts.tags.dat", 'found "dat", expected a tag that some account of the catalog has; did you mean data?'],
    ["a value that no account has", "{ data: customer }", "{ data: custmer }", "rules[1].accounts.tags.data", 'found "custmer", expected a value that some account has: one of customer, none; did you mean customer?'],
    ["conditions that no account fits together", "{ data: customer }", "{ data: none }", "rules[1].accounts", "selects no account: each key alone does, but no account fits them all"],
  ],
  "of what a rule asks for": [
    ["a missing label", ticket, "      ticket: { tag: true }\n", "rules[1].asks.ticket.label", "is missing: expected a line of 1 to 100 characters, without spaces around it"],
    ["a word for yes", "required: true", "required: yes", "rules[1].asks.ticket.required", 'found "yes", expected true or false'],
    ["a pattern that does not compile", '"INC-[0-9]+"', '"INC-[0-9+"', "rules[1].asks.ticket.pattern", 'found "INC-[0-9+", expected a regular expression: Invalid regular expression: /INC-[0-9+/u: Unterminated character class'],
    ["a pattern that only compiles without the u flag", '"INC-[0-9]+"', "'INC\\-[0-9]+'", "rules[1].asks.ticket.pattern", 'found "INC\\\\-[0-9]+", expected a regular expression: Invalid regular expression: /INC\\-[0-9]+/u: Invalid escape'],
    ["a pattern that breaks out of its anchors", '"INC-[0-9]+"', '"INC)|(?:.*"', "rules[1].asks.ticket.pattern", 'found "INC)|(?:.*", expected a regular expression: Invalid regular expression: /INC)|(?:.*/u: Unmatched \')\''],
    ["a pattern that can take for ever", '"INC-[0-9]+"', '"([0-9]+)+"', "rules[1].asks.ticket.pattern", 'found "([0-9]+)+", expected a simpler regular expression, without repetition within repetition: matching this one can take for ever'],
    ["a name of other characters", ticket, "      Ticket: { label: x }\n", "rules[1].asks.Ticket", 'found "Ticket", expected a name such as ticket: a small letter, then up to 31 letters and digits'],
    ["a name that another has but for its case", ticket, "      noTe: { label: x }\n", "rules[1].asks.note", 'found "note", expected another name than rules[1].asks.noTe has'],
    ["the name of a tag of every session", ticket, "      requester: { label: x }\n", "rules[1].asks.requester", `found "requester", ${askName}`],
    ["that name in other case", ticket, "      hisTory: { label: x }\n", "rules[1].asks.hisTory", `found "hisTory", ${askName}`],
    ["a name that every object answers to", ticket, "      constructor: { label: x }\n", "rules[1].asks.constructor", `found "constructor", ${askName}`],
    ["more tags than STS surely packs", ticket, "abcdef".replace(/./g, (name) => `      ${name}: { label: x, tag: true }\n`), "rules[1].asks", expect.stringMatching(/^found 6 tagged asks, expected fewer: with the session policy they could take [0-9]+ bytes more than STS packs$/)],
  ],
  "of a rule's durations": [
    ["a missing maximum", "    maxDuration: 1h30m\n", "", "rules[1].maxDuration", `is missing: ${duration("1m", "720h")}`],
    ["nothing", "maxDuration: 1h30m", "maxDuration: 0m", "rules[1].maxDuration", `found "0m", ${duration("1m", "720h")}`],
    ["no text", "maxDuration: 1h30m", 'maxDuration: ""', "rules[1].maxDuration", `found "", ${duration("1m", "720h")}`],
    ["too long a window", "maxDuration: 1h30m", "maxDuration: 720h1m", "rules[1].maxDuration", `found "720h1m", ${duration("1m", "720h")}`],
    ["a number", "maxDuration: 1h30m", "maxDuration: 90", "rules[1].maxDuration", `found 90, ${duration("1m", "720h")}: put it in quotes`],
    ["other units", "maxDuration: 1h30m", "maxDuration: 1d", "rules[1].maxDuration", `found "1d", ${duration("1m", "720h")}`],
    ["a session under STS's floor", "sessionDuration: 30m", "sessionDuration: 14m", "rules[1].sessionDuration", `found "14m", ${duration("15m", "1h")}`],
    ["a session that role chaining does not allow", "sessionDuration: 30m", "sessionDuration: 61m", "rules[1].sessionDuration", `found "61m", ${duration("15m", "1h")}`],
    ["a window too short for a Kubernetes role", "maxDuration: 1h\n", "maxDuration: 14m\n", "rules[2].maxDuration", 'found "14m", expected at least 15m: ClusterAdmin opens Kubernetes clusters and is lent for no less'],
    ["too long an approval", "approvalWithin: 8h", "approvalWithin: 721h", "rules[1].approvalWithin", `found "721h", ${duration("1m", "720h")}`],
    ["reminders every minute", "remindEvery: 30m", "remindEvery: 4m", "rules[1].remindEvery", `found "4m", ${duration("5m", "720h")}`],
    ["reminders that would come too late", "remindEvery: 30m", "remindEvery: 8h", "rules[1].remindEvery", 'found "8h", expected less than approvalWithin, which is 8h'],
    ["more reminders than a workflow can hold", "8h\n    remindEvery: 30m", "720h\n    remindEvery: 30m", "rules[1].remindEvery", 'found "30m", expected at least 1h27m: a stage has at most 500 reminders'],
    ["a sign-in older than any gets", "signInWithin: 15m", "signInWithin: 481m", "rules[1].signInWithin", 'found "481m", expected at most identity.maxAge, which is 8h: no sign-in gets older'],
  ],
  "of a rule's approval": [
    ["missing approval", "    approval: none\n", "", "rules[2].approval", "is missing: expected none, or a list of stages"],
    ["no stage", "approval: none", "approval: []", "rules[2].approval", "found an empty list, expected at least one stage, or none written out"],
    ["nothing", "approval: none", "approval:", "rules[2].approval", "found nothing, expected none, or a list of stages"],
    ["a deadline where nobody approves", "approval: none\n", "approval: none\n    approvalWithin: 8h\n", "rules[2].approvalWithin", "found approvalWithin, expected no such key where approval is none"],
    ["reminders where nobody approves", "approval: none\n", "approval: none\n    remindEvery: 1h\n", "rules[2].remindEvery", "found remindEvery, expected no such key where approval is none"],
    ["no deadline", "    approvalWithin: 8h\n", "", "rules[1].approvalWithin", "is missing: expected how long all stages may take together, such as 8h"],
    ["a stage that needs nobody", "required: 2", "required: 0", "rules[1].approval[0].required", "found 0, expected at least 1"],
    ["a stage that does not say how many it needs", "\n        required: 2", "", "rules[1].approval[0].required", "is missing: expected a whole number"],
    ["a stage of nobody", "        groups: [security]\n", "        groups: []\n", "rules[1].approval[1]", "names nobody who could approve: expected at least one entry in groups or people"],
    ["a stage that names fewer people than it needs", "        groups: [leads]\n", "", "rules[1].approval[0].required", "found 2, expected at most 1, which is how many people the stage names"],
    ["a group without an address", "[leads]", "[leadz]", "rules[1].approval[0].groups[0]", 'found "leadz", expected a group that has an address under mail.groups in deployment.yaml; did you mean leads?'],
    ["two stages of one name", "name: Security", "name: LEAD", "rules[1].approval[1].name", 'found "LEAD", expected another name than rules[1].approval[0].name has'],
    ["an unknown key", "        required: 2", "        required: 2\n        anyone: true", "rules[1].approval[0].anyone", 'found "anyone", expected one of name, groups, people, required'],
  ],
};

for (const [of, table] of Object.entries(refusals))
  describe(`${of}, what is refused`, () => {
    test.each(table)("%s", (_, from, to, path, message) => {
      const { text } = changed("policy", from, to);
      expect(problemsOf({ policy: text })).toEqual([{ file: "policy.yaml", line: expect.any(Number), path, message }]);
    });
  });

void names;
void load;
