import type { AwsCall, OnAwsCall } from "../local/aws-calls.ts";

/** What the functions, and whoever calls as one of them, ask of the embedded AWS parts. */
export interface CallLog {
  readonly onAwsCall: OnAwsCall;
  /** A function's calls since the last look, in their order. */
  take(functionName: string): readonly AwsCall[];
  /** Resolves when nobody has called for a moment: the state machine is at rest. */
  quiet(): Promise<void>;
}

/** Milliseconds. */
const moment = 10;

export function logCalls(): CallLog {
  const seen = new Map<string, AwsCall[]>();
  let open = 0;
  let last = 0;
  return {
    async onAwsCall(call, answer) {
      const calls = seen.get(call.function) ?? [];
      seen.set(call.function, calls);
      calls.push(call);
      open++;
      try {
        return await answer();
      } finally {
        open--;
        last = performance.now();
      }
    },
    take(functionName) {
      const calls = seen.get(functionName) ?? [];
      seen.delete(functionName);
      return calls;
    },
    async quiet() {
      while (open > 0 || performance.now() - last < moment) await new Promise((done) => setTimeout(done, 3));
    },
  };
}
