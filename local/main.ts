import { fileURLToPath } from "node:url";
import { people } from "./people.ts";
import { synthesize } from "./synth.ts";
import { startSystem } from "./system.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** `npm start`: the whole system on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const port = portFrom(process.env.PORT);
  console.log("Synthesizing the stack …");
  const assembly = await synthesize();
  console.log("Starting the embedded parts …");
  const system = await startSystem({
    port,
    state: `${root}.stint`,
    assembly,
    config: `${root}config`,
    people,
    log: (name, line) => {
      if (isTrouble(line)) console.error(`[${name}] ${line}`);
    },
  });
  console.log(`\nStint runs at ${system.origin}\n\nWho can sign in (no password here):`);
  for (const { username, name, groups } of people)
    console.log(`  ${username.padEnd(6)} ${name.padEnd(15)} ${groups.join(", ")}`);
  console.log("\nTry `npm run tour` in another terminal. State is kept in .stint/; Ctrl-C stops.");
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void system.close().finally(() => process.exit(0)));
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
