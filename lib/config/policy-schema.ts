import * as z from "zod";
import { normalEmail } from "../../core/person.ts";
import { tagKeys } from "../../core/session.ts";
import {
  accountId,
  duration,
  email,
  flag,
  groups,
  hour,
  line,
  list,
  minute,
  object,
  people,
  roleName,
  ruleId,
  tags,
  text,
} from "./parts.ts";

const reserved = new Set<string>(tagKeys.map((key) => key.slice("stint:".length)));

const askName = text(
  /^[a-z][a-zA-Z0-9]{0,31}$/,
  "a name such as ticket: a small letter, then up to 31 letters and digits",
).refine((name) => !reserved.has(name.toLowerCase()) && !(name in {}), {
  error: `another name; ${[...reserved].join(", ")} are tags of every session, and some names are JavaScript's own`,
});

const askField = object(
  {
    label: line(100).describe("What the form calls it."),
    pattern: text(/^.{1,500}$/u, "a regular expression of 1 to 500 characters")
      .optional()
      .describe("A regular expression that the whole value has to match."),
    required: flag.describe("Whether it has to be given. Not unless written."),
    tag: flag.describe("Whether the value becomes a session tag stint:<name>. Not unless written."),
  },
  "An extra input that the rule asks for.",
);

const who = object(
  { groups: groups.optional(), people: people.optional() },
  "Any of these groups, or any of these people.",
);

const stage = object(
  {
    name: line(64).describe("What approvers and requesters read."),
    groups: groups.optional(),
    people: people.optional(),
    required: z.int().min(1).max(100).describe("How many different people have to say yes."),
  },
  "One step of approval. Stages come one after another.",
);

const selector = object(
  {
    ids: list(accountId).min(1).optional().describe("Account ids, in quotes."),
    under: list(line(700)).min(1).optional().describe("OUs, by a name that is unique or by whole path; at any depth."),
    tags: tags.optional().describe("Tags that the account carries, all of them."),
  },
  "Which accounts; every key that is written must hold.",
);

const about = {
  id: ruleId,
  description: line(200).optional().describe("What people read where the rule applies, or denies."),
  who,
  roles: z
    .union([z.literal("all"), list(roleName).min(1)], { error: "all, or a list of roles" })
    .describe("all, or names of roles."),
  accounts: z
    .union([z.literal("all"), selector], { error: "all, or a mapping of ids, under and tags" })
    .describe("all, or which ones."),
};

const denyRule = object({ ...about, deny: z.literal(true) }, "A rule that denies, whatever other rules allow.");

const allowRule = object(
  {
    ...about,
    deny: z.literal(false).optional(),
    maxDuration: duration(minute, 720 * hour).describe("The longest window."),
    asks: z.record(askName, askField).optional().describe("Extra inputs, by name."),
    approval: z
      .union([z.literal("none"), z.array(stage).min(1, { error: "at least one stage, or none written out" })], {
        error: "none, or a list of stages",
      })
      .describe("none, or the stages that have to approve, one after another."),
    approvalWithin: duration(minute, 720 * hour)
      .optional()
      .describe("How long all stages may take together."),
    remindEvery: duration(5 * minute, 720 * hour)
      .optional()
      .describe("How often the approvers of a stage are reminded."),
    signInWithin: duration(minute, 720 * hour)
      .optional()
      .describe("How long ago people may have signed in, to ask and to decide."),
    sessionDuration: duration(15 * minute, hour)
      .optional()
      .describe("The longest session. 1h unless written."),
    alternatives: list(ruleId).optional().describe("Ids of rules that the person may name instead of this one."),
  },
  "A rule that lets people ask.",
);

const rule = z.discriminatedUnion("deny", [denyRule, allowRule], {
  error: (issue) => (issue.code === "invalid_union" ? "true, or no such key" : undefined),
});

/** What policy.yaml may hold. */
export const policySchema = object(
  {
    administrators: groups.min(1).describe("Groups that read everything and can revoke anything."),
    auditors: groups.describe("Groups that read everything."),
    justification: object({ minLength: z.int().min(1).max(500) }, "What people have to say why."),
    openRequests: z.int().min(1).max(1000).describe("How many open requests a person may have."),
    blocked: list(email, normalEmail).describe("E-mail addresses of people who get nothing."),
    rules: z.array(rule).min(1).describe("A deny rule that matches decides; otherwise the first rule that matches."),
  },
  "Who may ask for what, and who must approve.",
);

export type PolicyFile = z.infer<typeof policySchema>;
/** A rule of the file, whether it denies or allows. */
export type RuleFile = Omit<z.infer<typeof allowRule>, "deny"> & { readonly deny?: boolean | undefined };
