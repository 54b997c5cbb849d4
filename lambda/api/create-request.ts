import { type Analysis, analyse } from "../../core/ask.ts";
import { StintError } from "../../core/errors.ts";
import { type Asked, canonical, hashOf } from "../../core/history.ts";
import { type AskBody, askBody } from "../../core/input.ts";
import { ask } from "../../core/moves.ts";
import type { Person } from "../../core/person.ts";
import { isOpen, phaseOf, type Recorded } from "../../core/request.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { idFor } from "../ids.ts";

/** POST /requests. Saves the request, then starts its workflow; where that fails, the reconciler starts it. */
export const createRequest = endpoint(
  askBody,
  async ({ caller, input, idempotencyKey }, deps: Api) => {
    const { rules, requests, now } = deps;
    const body = hashOf(canonical(input));
    const id = idempotencyKey === undefined ? deps.newId() : idFor(caller.sub, checkedKey(idempotencyKey));
    const earlier = idempotencyKey === undefined ? undefined : await askedBefore(deps, id, caller.sub);
    const request = earlier ?? (await save());
    if (bodyOf(request) !== body)
      throw new StintError("invalid_input", "This Idempotency-Key was used for another ask. Take a fresh one.");
    await start(request, deps);
    return shownWhole(request, caller, now(), { catalog: rules.catalog });

    async function save(): Promise<Recorded> {
      const at = now();
      const analysis = analyse(rules, caller, input, at);
      if (!analysis.allowed) throw refused(analysis);
      await checkOpen(caller, deps);
      const asked = askedFor(caller, input, analysis, { policy: rules.policy.hash, body });
      return (await requests.add(ask(id, asked, at))).request;
    }
  },
  201,
);

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new StintError("invalid_input", "The Idempotency-Key is not 1 to 255 visible ASCII characters.");
}

async function askedBefore({ requests }: Api, id: string, sub: string): Promise<Recorded | undefined> {
  const found = await requests.get("stint", id).catch((error: unknown) => {
    if (error instanceof StintError && error.code === "not_found") return undefined;
    throw error;
  });
  return found?.requester.id === sub ? found : undefined;
}

function refused(analysis: Extract<Analysis, { allowed: false }>): StintError {
  const { unmet } = analysis;
  const own = unmet.filter(({ rule }) => rule === analysis.rule?.id);
  const stale = own.length > 0 && own.every(({ condition }) => condition === "signIn");
  const message = unmet.map((entry) => entry.message).join(" ");
  return new StintError(stale ? "sign_in_again" : "not_allowed", message, { unmet });
}

/** At most so many open requests a person. Best effort: the index may be a moment behind. */
async function checkOpen(caller: Person, { requests, rules, now }: Api): Promise<void> {
  const most = rules.policy.openRequests;
  const keep = (request: Recorded | Parameters<typeof phaseOf>[0]) => isOpen(phaseOf(request, now()));
  const { items } = await requests.list("byRequester", caller.sub, { size: most, keep });
  if (items.length >= most)
    throw new StintError(
      "too_many",
      `You have ${items.length} open requests, the most there may be. Withdraw or end one first.`,
    );
}

function askedFor(
  caller: Person,
  input: AskBody,
  { rule, role, account, stages, decideBy }: Extract<Analysis, { allowed: true }>,
  { policy, body }: { readonly policy: string; readonly body: string },
): Asked {
  const { sub, name, username, groups, email, subject } = caller;
  if (email === undefined) throw new StintError("not_allowed", "Asking takes a verified e-mail address.");
  const { description, remindEvery, signInWithin, sessionDuration } = rule;
  return {
    requester: { id: sub, name, email, username, groups, ...(subject !== undefined && { subject }) },
    account: { id: account.id, name: account.name },
    role: { name: role.name, kubernetes: role.kubernetes },
    rule: {
      id: rule.id,
      ...(description !== undefined && { description }),
      asks: Object.fromEntries(Object.entries(rule.asks).map(([key, { label, tag }]) => [key, { label, tag }])),
      ...(remindEvery !== undefined && { remindEvery }),
      ...(signInWithin !== undefined && { signInWithin }),
      sessionDuration,
      policy,
    },
    stages,
    justification: input.justification.trim(),
    asks: input.asks,
    duration: input.duration,
    ...(input.startsAt !== undefined && { startsAt: input.startsAt }),
    ...(decideBy !== undefined && { decideBy }),
    body,
  };
}

function bodyOf({ history }: Recorded): string | undefined {
  return history[0]?.type === "asked" ? history[0].ask.body : undefined;
}

async function start({ id }: Recorded, { workflow, log }: Api): Promise<void> {
  try {
    await workflow.start(id, 1);
  } catch (error) {
    log.warn("the workflow was not started", { request: id, error });
  }
}
