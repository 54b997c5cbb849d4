import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** What reached the HTTP servers of this process, the embedded parts, seen through Node's own diagnostics channels. */
export interface CallLog {
  /** Names of the AWS calls that came in under an access key id since the last look, in their order. */
  take(accessKeyId: string): readonly string[];
  /** Resolves when nothing has been asked or answered for a moment: the state machine is at rest. */
  quiet(): Promise<void>;
  close(): void;
}

/** Milliseconds. */
const moment = 15;

export function watchCalls(): CallLog {
  const seen = new Map<string, string[]>();
  let open = 0;
  let last = performance.now();
  const started = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    open++;
    last = performance.now();
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
    if (key === undefined) return;
    const names = seen.get(key) ?? [];
    seen.set(key, names);
    names.push(nameOf(request));
  };
  const finished = () => {
    open--;
    last = performance.now();
  };
  subscribe("http.server.request.start", started);
  subscribe("http.server.response.finish", finished);
  return {
    take(accessKeyId) {
      const names = seen.get(accessKeyId) ?? [];
      seen.delete(accessKeyId);
      return names;
    },
    async quiet() {
      while (open > 0 || performance.now() - last < moment) await new Promise((done) => setTimeout(done, 3));
    },
    close() {
      unsubscribe("http.server.request.start", started);
      unsubscribe("http.server.response.finish", finished);
    },
  };
}

/** `Query`, from the header that the JSON protocols carry; the path where there is none. */
function nameOf({ headers, url = "" }: IncomingMessage): string {
  return String(headers["x-amz-target"] ?? url).replace(/^.*\./, "");
}
