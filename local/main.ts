import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildDashboard } from "../frontend/build.ts";
import { people } from "./people.ts";
import { synthesize } from "./synth.ts";
import { startSystem } from "./system.ts";

const usage = `usage: npm start [-- --aws-sts]

Runs the whole system on this machine until Ctrl-C: the dashboard at http://localhost:4780 (PORT changes it), and at /local who
can sign in, the inbox and what CloudTrail would show. State is kept in .stint/.

--aws-sts  Lends roles by the real STS, with the AWS credentials of the environment, and signs in to the real AWS console.
           Everything else stays embedded. Signing in then needs a code, which is printed here.`;

const root = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "aws-sts": { type: "boolean" }, help: { type: "boolean", short: "h" } } });
  if (values.help) {
    console.log(usage);
    return;
  }
  const port = portFrom(process.env.PORT);
  const awsSts = values["aws-sts"] ? { signInCode: randomBytes(5).toString("hex") } : undefined;
  console.log("Synthesizing the stack, and building the dashboard if it has changed …");
  const [assembly, dashboard] = await Promise.all([synthesize(), buildDashboard()]);
  console.log("Starting the embedded parts …");
  const system = await startSystem({
    port,
    state: `${root}.stint`,
    assembly,
    config: `${root}config`,
    people,
    dashboard,
    ...(awsSts && { awsSts }),
    log: (name, line) => {
      if (isTrouble(line)) console.error(`[${name}] ${line}`);
    },
  });
  await system.functions.warm();
  console.log(`\nStint runs at ${system.origin}`);
  console.log(
    `The inbox, and what CloudTrail would show: ${system.origin}/local\n\nWho can sign in (no password here):`,
  );
  for (const { username, name, groups } of people)
    console.log(`  ${username.padEnd(6)} ${name.padEnd(15)} ${groups.join(", ")}`);
  if (awsSts) console.log(realParts(awsSts.signInCode));
  console.log("\nTry `npm run tour` in another terminal. State is kept in .stint/; Ctrl-C stops.");
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void system.close().finally(() => process.exit(0)));
}

/** Says plainly which parts are real. */
function realParts(code: string): string {
  return `
REAL: STS and the AWS console's sign-in, with the AWS credentials of this environment. The roles that are lent are real,
      as far as they exist and trust whoever these credentials belong to. Their sessions end with their window.
EMBEDDED: everything else. Above all cutting off: revoking keeps new sessions away, and real ones live until they expire.
The sign-in code of this run is ${code}: \`npm run -s token -- alice --code ${code}\``;
}

function portFrom(text = "4780"): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`PORT is "${text}", which is not a port from 1 to 65535.`);
}

/** Lines of the functions' logs that somebody at the terminal should see. */
function isTrouble(line: string): boolean {
  return !line.startsWith("{") || /"level":"(WARN|ERROR|CRITICAL)"/.test(line);
}

/** One line for what people can mend themselves. */
function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return `Port ${process.env.PORT ?? 4780} is in use. Stop what uses it, or choose another: PORT=4790 npm start`;
  if (code === "EACCES" || code === "ENOTDIR" || code === "EEXIST")
    return `The state folder cannot be used (${message}). Make .stint/ yours, or move it away to start afresh.`;
  return message ?? String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
