import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One HTTP request to an embedded part, its body read whole. */
export interface WireRequest {
  readonly method: string;
  /** The URL with the mount's prefix cut off: `/sts/?x=1` reaches the part mounted at `/sts` as `/?x=1`. */
  readonly url: URL;
  /** Header names are lower case; repeated headers are joined by commas, repeated cookies by semicolons. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The access key id of the AWS signature, where the request is signed. The signature itself is not checked. */
  readonly accessKeyId?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** An embedded part: what it answers to a request. */
export type Part = (request: WireRequest) => WireAnswer | Promise<WireAnswer>;

export interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Path prefix (`/sts`, or `/` for the rest) to part; the longest prefix wins. */
  readonly mounts: Readonly<Record<string, Part>>;
  /** Bodies over this many bytes (10 MiB unless told) are thrown away as they arrive, and answered 413. */
  readonly maxBody?: number;
}

export interface Served {
  readonly port: number;
  readonly origin: string;
  /** Stops listening and cuts every connection, whatever is still being answered. */
  close(): Promise<void>;
}

/**
 * Serves parts on loopback only. It answers only to its own Host, and to no other page's Origin: else any website that is
 * open in a browser on this laptop could reach it (DNS rebinding, cross-site posts, frames). Other sites may only link here.
 * Rejects with the system's error (`EADDRINUSE`, `EACCES`) when the port cannot be had.
 */
export async function serve({ port, mounts, maxBody = 10 * 2 ** 20 }: ServeOptions): Promise<Served> {
  for (const prefix of Object.keys(mounts))
    if (prefix !== "/" && !/^(\/[\w.-]+)+$/.test(prefix))
      throw new Error(`a mount's prefix is like /sts, without a slash at its end, not "${prefix}"`);
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  let hosts: readonly string[] = [];

  const answer = async (request: IncomingMessage): Promise<WireAnswer> => {
    const refused = refusal(request, hosts);
    if (refused !== undefined) return refused;
    const target = request.url ?? "/";
    const url = URL.parse(`http://${request.headers.host}${target}`);
    // One spelling for each path, so that mounts, parts and handlers cannot read it differently.
    if (!target.startsWith("/") || url === null || url.pathname !== target.split("?", 1)[0])
      return text(400, `The path ${target} is not in its normal form.`);
    const prefix = prefixes.find((p) => p === "/" || url.pathname === p || url.pathname.startsWith(`${p}/`));
    const part = prefix === undefined ? undefined : mounts[prefix];
    if (prefix === undefined || part === undefined) return text(404, "Nothing is served here.");
    if (prefix !== "/") url.pathname = url.pathname.slice(prefix.length);
    const body = await read(request, maxBody);
    if (body === undefined) return { status: 413, headers: json, body: '{"message":"Request Entity Too Large"}' };
    const accessKeyId = /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? "")?.[1];
    return part({
      method: request.method ?? "GET",
      url,
      headers: headersOf(request),
      body,
      ...(accessKeyId !== undefined && { accessKeyId }),
    });
  };

  const server = createServer((request, response) => {
    answer(request)
      .then((a) => send(response, a))
      .catch((error: unknown) => {
        if (!request.complete) return response.destroy(); // the client went away while it was sending
        console.error(error);
        send(response, text(500, "The embedded part failed; see the terminal."));
      });
  });
  // Longer than clients keep idle connections, so that none is closed under a request on its way.
  server.keepAliveTimeout = 65_000;
  await listen(server, port);
  const taken = (server.address() as AddressInfo).port;
  hosts = ["localhost", "127.0.0.1"].map((name) => (taken === 80 ? name : `${name}:${taken}`));
  return {
    port: taken,
    origin: `http://${hosts[0]}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * Why this request must not reach a part. A browser says by Origin which page sends a request, and by Fetch Metadata
 * (https://www.w3.org/TR/fetch-metadata/) what it is for; command lines and SDKs send neither. A page on another port of
 * localhost is "same-site" and just as foreign.
 */
function refusal({ method, headers }: IncomingMessage, hosts: readonly string[]): WireAnswer | undefined {
  const host = headers.host ?? "";
  if (!hosts.includes(host.toLowerCase()))
    return text(421, `This server answers to ${hosts.join(" and ")} only, not to "${host}".`);
  const { origin } = headers;
  if (origin !== undefined)
    return hosts.some((own) => origin === `http://${own}`)
      ? undefined
      : text(403, `Pages of ${origin} may not call this server.`);
  const site = headers["sec-fetch-site"] ?? "none";
  const followsLink =
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  if (site !== "none" && site !== "same-origin" && !followsLink)
    return text(403, "Pages of other sites may not call this server.");
  return undefined;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "cookie" ? "; " : ","),
    ]),
  );
}

/** Listens on 127.0.0.1, which "localhost" reaches too. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      done();
    });
  });
}

const json = { "content-type": "application/json" };

function text(status: number, message: string): WireAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${message}\n` };
}

function send(response: ServerResponse, { status, headers, body = "" }: WireAnswer): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(!bodiless && { "content-length": Buffer.byteLength(body) }),
  });
  response.end(bodiless ? undefined : body);
}

async function read(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}
