import safeRegex from "safe-regex2";
import { packedTooMuch } from "../../core/session.ts";
import { twice } from "./entries.ts";
import { mismatch } from "./mismatch.ts";
import type { RuleFile } from "./policy-schema.ts";
import type { Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with the inputs that a rule asks for; paths begin at the rule. */
export function* checkAsks({ id, asks = {} }: Sound<RuleFile>): Generator<Finding> {
  const names = Object.keys(asks);
  // STS compares the keys of tags without regard to case.
  yield* twice(names, (i) => ["asks", names[i] ?? ""]);
  for (const [name, field] of Object.entries(asks)) {
    const expected = field?.pattern === undefined ? undefined : betterThan(field.pattern);
    if (expected !== undefined) yield { path: ["asks", name, "pattern"], message: mismatch(field?.pattern, expected) };
  }
  const tagged = names.filter((name) => asks[name]?.tag);
  const excess = id === undefined ? 0 : packedTooMuch(id, tagged);
  if (excess > 0)
    yield {
      path: ["asks"],
      message: `found ${tagged.length} tagged asks, expected fewer or shorter names: with the session policy they could take ${excess} % more than STS packs`,
    };
}

/** What is expected instead of a pattern that cannot be used; undefined for one that can. */
function betterThan(pattern: string): string | undefined {
  try {
    // By itself too: `a)|(?:b` compiles only within the group that anchors it, and would break out of it.
    new RegExp(pattern, "u");
    new RegExp(`^(?:${pattern})$`, "u");
  } catch (error) {
    return `a regular expression: ${(error as Error).message.split(": ").at(-1)}`;
  }
  if (safeRegex(pattern)) return undefined;
  return "a simpler regular expression, without repetition within repetition: matching this one can take for ever";
}
