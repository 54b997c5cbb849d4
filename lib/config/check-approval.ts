import { formatDuration, parseDuration } from "../../core/duration.ts";
import { mostReminders } from "../../core/waiting.ts";
import type { DeploymentFile } from "./deployment-schema.ts";
import { namesNobody, twice } from "./entries.ts";
import { mismatch } from "./mismatch.ts";
import type { RuleFile } from "./policy-schema.ts";
import { maxAgeOf, tellsAuthenticationTime } from "./resolve.ts";
import { isWhole, type Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with who has to approve a rule's requests, and when; paths begin at the rule. */
export function* checkApproval(
  rule: Sound<RuleFile>,
  deployment: Sound<DeploymentFile> | undefined,
): Generator<Finding> {
  yield* checkSignIn(rule, deployment);
  const { approval } = rule;
  if (approval === undefined) return;
  if (approval === "none") {
    for (const key of ["approvalWithin", "remindEvery"])
      if (key in rule) yield { path: [key], message: `found ${key}, expected no such key where approval is none` };
    return;
  }
  if (!("approvalWithin" in rule))
    yield {
      path: ["approvalWithin"],
      message: "is missing: expected how long all stages may take together, such as 8h",
    };
  yield* checkReminders(rule);
  yield* twice(
    approval.map((stage) => stage?.name),
    (i) => ["approval", i, "name"],
  );
  for (const [i, stage] of approval.entries())
    if (stage)
      for (const { path, message } of checkStage(stage, deployment)) yield { path: ["approval", i, ...path], message };
}

type Stage = Exclude<RuleFile["approval"], "none">[number];

function* checkStage(stage: Sound<Stage>, deployment: Sound<DeploymentFile> | undefined): Generator<Finding> {
  const { groups = [], people = [], required } = stage;
  const namesGroups = "groups" in stage && stage.groups?.length !== 0;
  if (namesNobody(stage))
    yield { path: [], message: "names nobody who could approve: expected at least one entry in groups or people" };
  else if (!namesGroups && required !== undefined && people.length < required)
    yield {
      path: ["required"],
      message: mismatch(required, `at most ${people.length}, which is how many people the stage names`),
    };
  const addresses = isWhole(deployment?.mail) && deployment?.mail?.groups;
  for (const [i, group] of groups.entries())
    if (group !== undefined && addresses && !Object.hasOwn(addresses, group))
      yield {
        path: ["groups", i],
        message: mismatch(
          group,
          "a group that has an address under mail.groups in deployment.yaml",
          Object.keys(addresses),
        ),
      };
}

function* checkReminders({ approvalWithin = "", remindEvery = "" }: Sound<RuleFile>): Generator<Finding> {
  const [within, every] = [parseDuration(approvalWithin), parseDuration(remindEvery)];
  if (within === undefined || every === undefined) return;
  const path = ["remindEvery"];
  if (every >= within)
    yield { path, message: mismatch(remindEvery, `less than approvalWithin, which is ${approvalWithin}`) };
  if (within / every > mostReminders) {
    const least = formatDuration(within / mostReminders);
    yield { path, message: mismatch(remindEvery, `at least ${least}: a stage has at most ${mostReminders} reminders`) };
  }
}

function* checkSignIn(
  { signInWithin }: Sound<RuleFile>,
  deployment: Sound<DeploymentFile> | undefined,
): Generator<Finding> {
  const identity = deployment?.identity;
  if (signInWithin === undefined || identity === undefined || !isWhole(identity)) return;
  if (identity.provider && !isWhole(identity.provider)) return;
  const path = ["signInWithin"];
  if (!tellsAuthenticationTime(identity)) {
    const key = identity.provider ? "provider.authenticationTimeClaim" : "authenticationTime";
    yield { path, message: `needs identity.${key} in deployment.yaml, the claim to read it from` };
  }
  const maxAge = maxAgeOf(identity);
  if ((parseDuration(signInWithin) ?? 0) > maxAge)
    yield {
      path,
      message: mismatch(
        signInWithin,
        `at most identity.maxAge, which is ${formatDuration(maxAge)}: no sign-in gets older`,
      ),
    };
}
