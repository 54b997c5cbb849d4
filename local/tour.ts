import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type Answer, call, signInAt } from "./client.ts";
import { people } from "./people.ts";
import { synthesize } from "./synth.ts";
import { startSystem } from "./system.ts";

const usage = `usage: npm run tour [-- --json]

Goes the main job's way through the public API, as several people: ask, see who must approve, approve in two stages,
credentials, who AWS takes them for, end, refusal afterwards. Uses the system that runs at PORT (4780 otherwise), or starts
one of its own for the while. --json prints one JSON object for machines. Exit code 1 when anything is not as it should be.`;

/** One step: who did what, what came back, and whether that is what should. */
interface Step {
  readonly step: string;
  readonly who: string;
  readonly call: string;
  readonly status: number;
  readonly got: string;
  readonly ok: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the tour reads answers as any client would, without the server's types
type Body = any;

const root = fileURLToPath(new URL("..", import.meta.url));
const asked = {
  account: "111122223333",
  role: "DatabaseAdmin",
  duration: "1h",
  justification: "Repair the orders table after the failed migration",
  asks: { ticket: "INC-42" },
};

/** Goes all the way and hands each step to `report`; stops at the first that is not as it should be. */
async function tour(origin: string, report: (step: Step) => void): Promise<boolean> {
  const tokens = new Map<string, string>();
  const as = async (who: string) => {
    const token = tokens.get(who) ?? (await signInAt(origin, who)).access_token;
    tokens.set(who, token);
    return token;
  };
  const take = async (
    step: string,
    who: string,
    [method, path, body]: ["GET" | "POST", string, unknown?],
    want: { status: number; holds: (body: Body) => boolean; shows: (body: Body) => string },
  ): Promise<Body> => {
    const answer: Answer<Body> = await call(origin, await as(who), method, path, body);
    const ok = answer.status === want.status && want.holds(answer.body);
    const got = ok ? want.shows(answer.body) : JSON.stringify(answer.body);
    report({ step, who, call: `${method} /api${path}`, status: answer.status, got, ok });
    if (!ok) throw new Stopped();
    return answer.body;
  };

  try {
    await take("What may I ask for?", "alice", ["GET", "/catalog?query=database"], {
      status: 200,
      holds: ({ items }) => items.length > 0,
      shows: ({ items }) => `${items.length} offers, the first ${items[0].role.name} in ${items[0].account.name}`,
    });
    await take("Who would have to approve?", "alice", ["POST", "/requests/preview", asked], {
      status: 200,
      holds: ({ allowed }) => allowed,
      shows: ({ rule, stages }) => `rule ${rule.id}: ${stages.map(stageLine).join(", then ")}`,
    });
    const { id } = await take("Ask", "alice", ["POST", "/requests", asked], {
      status: 201,
      holds: ({ phase }) => phase === "pending",
      shows: (request) => `request ${request.id} is ${request.phase}, to be decided by ${request.decideBy}`,
    });
    await take("Approve my own?", "alice", ["POST", `/requests/${id}/approve`, {}], {
      status: 403,
      holds: ({ error }) => error.code === "self_approval",
      shows: ({ error }) => error.message,
    });
    await take("What waits for me?", "bob", ["GET", "/requests?view=to-approve"], {
      status: 200,
      holds: ({ items }) => items.some((item: Body) => item.id === id),
      shows: ({ items }) => `${items.length} waiting, this one among them`,
    });
    await take("Approve, first stage", "bob", ["POST", `/requests/${id}/approve`, { comment: "The lead agrees" }], {
      status: 200,
      holds: ({ phase, stages }) => phase === "pending" && stages[0].decisions.length === 1,
      shows: ({ stages }) => `${stages[0].name} has approved; next ${stages[1].name}`,
    });
    await take("Approve, second stage", "carol", ["POST", `/requests/${id}/approve`, { comment: "Go ahead" }], {
      status: 200,
      holds: ({ phase }) => phase === "active",
      shows: ({ phase, endsAt }) => `${phase} until ${endsAt}`,
    });
    const lent = await take("Fetch credentials", "alice", ["POST", `/requests/${id}/credentials`], {
      status: 200,
      holds: ({ AccessKeyId, SecretAccessKey, SessionToken }) => AccessKeyId && SecretAccessKey && SessionToken,
      shows: ({ AccessKeyId, Expiration }) => `${AccessKeyId}, good until ${Expiration}`,
    });
    await identify(origin, id, lent, report);
    await take("Give it back", "alice", ["POST", `/requests/${id}/end`, { comment: "Done" }], {
      status: 200,
      holds: ({ phase }) => phase === "ended",
      shows: ({ phase }) => phase,
    });
    await take("Fetch credentials again?", "alice", ["POST", `/requests/${id}/credentials`], {
      status: 409,
      holds: ({ error }) => error.code === "wrong_state",
      shows: ({ error }) => error.message,
    });
    await take("What does the audit see?", "dan", ["GET", `/requests/${id}`], {
      status: 200,
      holds: ({ history }) => history.length >= 6,
      shows: ({ history }) => history.map(({ type, actor }: Body) => `${type} by ${actor.name}`).join(", "),
    });
    return true;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  }
}

/** The tour ends here; what was wrong has been reported. */
class Stopped extends Error {}

/** Asks STS who the credentials are. It has to be the elevated role, in a session that names request and person. */
async function identify(origin: string, id: string, lent: Body, report: (step: Step) => void): Promise<void> {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = lent;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const client = new STSClient({ region: "eu-west-1", endpoint: `${origin}/sts`, credentials });
  const { Arn = "" } = await client.send(new GetCallerIdentityCommand({}));
  const ok = Arn === `arn:aws:sts::${asked.account}:assumed-role/Stint-${asked.role}/${id}-alice@example.com`;
  report({ step: "Who does AWS take me for?", who: "alice", call: "sts GetCallerIdentity", status: 200, got: Arn, ok });
  if (!ok) throw new Stopped();
}

function stageLine({ name, required, approvers }: Body): string {
  return `${name} (${required} of ${[...approvers.groups, ...approvers.people].join(", ")})`;
}

/** The system that runs at PORT; without one, a fresh one that is gone afterwards. */
async function withSystem<T>(say: (line: string) => void, use: (origin: string) => Promise<T>): Promise<T> {
  const running = `http://localhost:${process.env.PORT ?? 4780}`;
  if ((await fetch(`${running}/api/health`).catch(() => undefined))?.ok) return use(running);
  say(`Nothing runs at ${running}, so a system is started for the tour …`);
  const state = mkdtempSync(join(tmpdir(), "stint-tour-"));
  const assembly = await synthesize();
  const system = await startSystem({ port: 0, state, assembly, config: `${root}config`, people, log: () => {} });
  try {
    return await use(system.origin);
  } finally {
    await system.close();
    for (const folder of [state, assembly]) rmSync(folder, { recursive: true, force: true });
  }
}

function line({ step, who, call, status, got, ok }: Step): string {
  return `${ok ? "✓" : "✗"} ${step}\n    ${who}: ${call} → ${status}\n    ${got}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) {
    console.log(usage);
    return;
  }
  const steps: Step[] = [];
  const report = (step: Step) => {
    steps.push(step);
    if (!values.json) console.log(line(step));
  };
  const ok = await withSystem(console.error, (origin) => tour(origin, report));
  if (values.json) console.log(JSON.stringify({ ok, steps }, null, 2));
  else console.log(ok ? "\nAll is as it should be." : "\nThe step above is not as it should be.");
  process.exitCode = ok ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
