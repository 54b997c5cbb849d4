import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";

/** Keys and indexes from the top of a file to a value in it. */
export type Path = readonly (string | number)[];

/** Where something stands: a file, its line from 1, and the path as people read it (`rules[1].roles[0]`). */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly path: string;
}

/** One thing that is wrong with the config. */
export interface Problem extends Place {
  /** What was found and what was expected. */
  readonly message: string;
}

/** Something wrong within a value, as seen from its top. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** A YAML file as plain data that still knows where each value stands. */
export interface YamlFile {
  /** Undefined where the file cannot be read or is no YAML. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly Problem[];
  /** The place of a value; of the nearest one around it, where it is missing. */
  place(path: Path): Place;
  /** A scalar as it is written: `012345678901` where the value is 12345678901. */
  written(path: Path): string | undefined;
}

/** Reads a YAML 1.2 file of one document; never throws. */
export function readYaml(path: string): YamlFile {
  const within = relative(process.cwd(), path);
  const file = within.startsWith("..") ? path : within;
  const text = read(path);
  if (typeof text !== "string") return unread({ file, line: 1, path: "", message: text.problem });

  const lines = new LineCounter();
  // Equal keys are found below, so that the message can name them.
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const place = (at: Path): Place => ({ file, line: lineAt(find(doc, at).offset), path: shownPath(at) });
  const wrong = [...doc.errors, ...doc.warnings, ...danglingAliases(doc)].map(({ pos, message }) => ({
    file,
    line: lineAt(pos[0]),
    path: "",
    message: `this is not YAML that Stint reads: ${message}`,
  }));
  if (wrong.length > 0) return { ...unread(...wrong), place };
  const problems = wrongKeys(doc).map(({ offset, path: at, message }) => ({
    file,
    line: lineAt(offset),
    path: shownPath(at),
    message,
  }));
  try {
    const value: unknown = doc.toJS({ maxAliasCount: 1000 });
    return { value, problems, place, written: (at) => find(doc, at).written };
  } catch (error) {
    return unread({
      file,
      line: 1,
      path: "",
      message: `this is not YAML that Stint reads: ${(error as Error).message}`,
    });
  }
}

/** `rules[1].asks.ticket`, as people read it. */
export function shownPath(path: Path): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === "number") return `${shown}[${key}]`;
    if (!/^[A-Za-z][\w-]*$/.test(key)) return `${shown}[${JSON.stringify(key)}]`;
    return shown === "" ? key : `${shown}.${key}`;
  }, "");
}

function unread(...problems: readonly Problem[]): YamlFile {
  const file = problems[0]?.file ?? "";
  return {
    value: undefined,
    problems,
    place: (path) => ({ file, line: 1, path: shownPath(path) }),
    written: () => undefined,
  };
}

function read(path: string): string | { readonly problem: string } {
  try {
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? bytes.toString("utf8") : { problem: "found other bytes than UTF-8, expected text in UTF-8" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: code === "ENOENT" ? "there is no such file; expected one" : `the file cannot be read: ${code}` };
  }
}

function find(doc: Document, path: Path): { readonly offset: number; readonly written?: string } {
  let node: unknown = doc.contents;
  let offset = doc.contents?.range?.[0] ?? 0;
  for (const key of path) {
    const parent = isAlias(node) ? node.resolve(doc) : node;
    const pair = isMap(parent) ? parent.items.find((item) => keyOf(item) === key) : undefined;
    const item = isSeq(parent) ? parent.items[Number(key)] : undefined;
    const at = pair?.key ?? item;
    if (at === undefined) return { offset };
    offset = (at as { range?: readonly number[] }).range?.[0] ?? offset;
    node = pair ? pair.value : item;
  }
  const scalar = isAlias(node) ? node.resolve(doc) : node;
  return { offset, ...(isScalar(scalar) && scalar.source !== undefined && { written: scalar.source }) };
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function danglingAliases(doc: Document) {
  const dangling: { pos: readonly [number]; message: string }[] = [];
  visit(doc, {
    Alias(_, alias) {
      if (alias.resolve(doc)) return;
      dangling.push({ pos: [alias.range?.[0] ?? 0], message: `nothing above is marked &${alias.source}` });
    },
  });
  return dangling;
}

/** Keys that stand twice in one mapping, or that JavaScript would not keep as they are written. */
function wrongKeys(doc: Document) {
  const wrong: { offset: number; path: Path; message: string }[] = [];
  visit(doc, {
    Map(_, map, ancestors) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        const { range, source, value } = pair.key as Partial<Scalar>;
        const refuse = (message: string) => {
          const path = [...pathTo([...ancestors, map]), ...(key === undefined ? [] : [key])];
          wrong.push({ offset: range?.[0] ?? 0, path, message });
        };
        if (key === undefined || typeof value !== "string")
          refuse(`found ${source || "no text"} as a key, expected text: put it in quotes`);
        else if (key === "__proto__") refuse("found a key that no file has");
        else if (seen.has(key)) refuse("found the key a second time, expected it once");
        else seen.add(key);
      }
    },
  });
  return wrong;
}

function pathTo(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, i): Path => {
    const child = nodes[i + 1];
    if (isSeq(node) && child !== undefined) return [node.items.indexOf(child)];
    const key = isMap(node) && child !== undefined ? keyOf(child as Pair) : undefined;
    return key === undefined ? [] : [key];
  });
}
