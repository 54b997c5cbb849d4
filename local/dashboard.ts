import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { DashboardBehavior } from "./cloudfront.ts";
import type { Part, WireAnswer } from "./wire.ts";

/** One file of the build, as it lies in the bucket. */
interface Stored {
  readonly body: Buffer;
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
  /** Filled as they are asked for. */
  readonly compressed: Map<Encoding, Promise<Buffer>>;
}

/**
 * Stands for CloudFront and S3: serves a build of the dashboard, read into memory now, as the distribution would. Not here:
 * ranges, `Last-Modified`, and CloudFront's own cache. Throws when the folder holds no build, or more than files.
 */
export function dashboard(dir: string, { methods, uriOf, headers, compresses }: DashboardBehavior): Part {
  const stored = readBuild(dir);
  return async (request) => {
    const answer = methods.includes(request.method)
      ? await read(stored, uriOf(request.url.pathname), request.headers, compresses)
      : plain(403, `The dashboard is read by ${methods.join(" and ")} only.`);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };
}

/** In the dashboard's place where a run has none. */
export const noDashboard: Part = () =>
  plain(404, "The dashboard was not built for this run. The API and /local are there without it.");

function plain(status: number, message: string): WireAnswer {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  return { status, headers, body: `${message}\n` };
}

/** By extension, as `aws s3 cp` guesses them. */
const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".ico": "image/vnd.microsoft.icon",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** The files by their keys. What begins with a dot is a note of the build's, and is not copied (docs/deploy.md). */
function readBuild(dir: string): ReadonlyMap<string, Stored> {
  const stored = new Map<string, Stored>();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const key = relative(dir, path).split(sep).join("/");
    if (entry.isDirectory() || key.startsWith(".")) continue;
    if (!entry.isFile()) throw new Error(`${path} is not a file; expected a build of the dashboard`);
    const type = types[extname(key)];
    if (type === undefined) throw new Error(`${path}: its content type is not known; expected ${Object.keys(types)}`);
    const body = readFileSync(path);
    const etag = createHash("md5").update(body).digest("hex");
    const cacheControl = key.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    stored.set(key, { body, type, cacheControl, etag, compressed: new Map() });
  }
  if (!stored.has("index.html")) throw new Error(`${dir} has no index.html; expected a build of the dashboard`);
  return stored;
}

/** What a bucket answers that lists nothing, and CloudFront makes of it. */
async function read(
  stored: ReadonlyMap<string, Stored>,
  uri: string,
  asked: Readonly<Record<string, string>>,
  compresses: boolean,
): Promise<WireAnswer> {
  const key = decoded(uri);
  if (key === undefined) return s3Error(400, "InvalidURI", "Couldn't parse the specified URI.");
  const file = stored.get(key.slice(1));
  if (!file) return s3Error(403, "AccessDenied", "Access Denied");
  const { body, type, cacheControl } = file;
  const mayCompress = compresses && isCompressible(file);
  const encoding = mayCompress ? encodingFor(asked["accept-encoding"]) : undefined;
  const etag = `${encoding ? "W/" : ""}"${file.etag}"`;
  const caching = { etag, "cache-control": cacheControl, ...(mayCompress && { vary: "accept-encoding" }) };
  if (isKnown(asked["if-none-match"], file.etag)) return { status: 304, headers: caching };
  const headers = { "content-type": type, ...caching };
  if (encoding === undefined) return { status: 200, headers, body };
  const sent = await compressed(file, encoding);
  return { status: 200, headers: { ...headers, "content-encoding": encoding }, body: sent };
}

function decoded(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
}

function s3Error(status: number, code: string, message: string): WireAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

/** Compared weakly, as If-None-Match is (RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return known.includes(`"${etag}"`) || known.includes("*");
}

type Encoding = "br" | "gzip";

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html */
function isCompressible({ type, body }: Stored): boolean {
  return /^text\/|json$|svg\+xml$/.test(type) && body.length >= 1000 && body.length <= 10_000_000;
}

function encodingFor(accepted = ""): Encoding | undefined {
  const names = accepted
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality = ""]) => !/^q=0(\.0*)?$/.test(quality))
    .map(([name]) => name);
  return (["br", "gzip"] as const).find((encoding) => names.includes(encoding));
}

const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  // Its best quality takes a second for what this does in a few hundredths.
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body),
};

function compressed({ body, compressed: kept }: Stored, encoding: Encoding): Promise<Buffer> {
  const sent = kept.get(encoding) ?? compress[encoding](body);
  kept.set(encoding, sent);
  return sent;
}
