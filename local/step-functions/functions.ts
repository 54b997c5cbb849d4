import { createHash, randomUUID } from "node:crypto";

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** What `$range` and `$partition` may make: without a limit one expression could fill the memory. */
const longest = 100_000;

/**
 * The functions that AWS adds to JSONata, each with its JSONata signature
 * (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html). `$random` of a seed repeats itself, but
 * with other numbers than AWS's.
 */
export const functions: readonly (readonly [name: string, signature: string, (...input: never[]) => unknown])[] = [
  ["uuid", "<:s>", () => randomUUID()],
  ["random", "<n?:n>", (seed?: number) => (seed === undefined ? Math.random() : seeded(seed))],
  ["parse", "<s:x>", (text?: string) => (text === undefined ? undefined : JSON.parse(text))],
  ["hash", "<ss:s>", hash],
  ["range", "<nnn:a>", range],
  ["partition", "<an:a>", partition],
];

function seeded(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;
}

function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined) return undefined;
  const known = Object.hasOwn(algorithms, algorithm ?? "") ? algorithms[algorithm ?? ""] : undefined;
  if (known === undefined)
    throw new Error(`$hash knows ${Object.keys(algorithms).join(", ")}, not ${JSON.stringify(algorithm)}`);
  return createHash(known).update(text).digest("hex");
}

function range(first?: number, last?: number, step?: number): number[] | undefined {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  if (![first, last, step].every(Number.isInteger) || step === 0)
    throw new Error(`$range takes whole numbers and a step other than 0, not ${first}, ${last}, ${step}`);
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > longest) throw new Error(`$range would make ${length} numbers and may make ${longest}`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function partition(items?: readonly unknown[], size?: number): unknown[][] | undefined {
  if (items === undefined || size === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1) throw new Error(`$partition takes a size of 1 or more, not ${size}`);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, index * size + size),
  );
}
