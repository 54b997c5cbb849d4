import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before DynamoDB and loses answers to calls that have gone through, as a network does. */
export interface LossyProxy {
  readonly endpoint: string;
  /** Loses the answer to the next call of this operation. */
  loseNext(operation: string): void;
  /** Operations that were called since the last time that this was asked, in order. */
  calls(): string[];
  close(): Promise<void>;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const toLose: string[] = [];
  let calls: string[] = [];

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const operation = String(headers["x-amz-target"]).replace(/^.*\./, "");
    const answer = await fetch(target, {
      method: "POST",
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    calls.push(operation);
    const at = toLose.indexOf(operation);
    if (at >= 0) {
      toLose.splice(at, 1);
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": String(answer.headers.get("content-type")) });
    response.end(body);
  };

  const server = createServer((request, response) => {
    forward(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseNext: (operation) => toLose.push(operation),
    calls() {
      const made = calls;
      calls = [];
      return made;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
