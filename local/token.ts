import { parseArgs } from "node:util";
import { signInAt } from "./client.ts";
import { people } from "./people.ts";

const usage = `usage: npm run -s token -- PERSON [--code CODE]

Prints an access token for one of the people of the embedded run, which has to be running (npm start).
PERSON is one of: ${people.map(({ username }) => username).join(", ")}. PORT says where it runs, 4780 otherwise.
CODE is what \`npm start -- --aws-sts\` has printed; without --aws-sts there is none.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, code: { type: "string" } },
  });
  const [person, ...rest] = positionals;
  if (values.help) console.log(usage);
  else if (person === undefined || rest.length > 0) throw new Error(usage);
  else console.log((await signInAt(`http://localhost:${process.env.PORT ?? 4780}`, person, values.code)).access_token);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
