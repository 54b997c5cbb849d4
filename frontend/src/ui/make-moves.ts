import { useState } from "react";
import type { ShownDecision, ShownRequest } from "../../../core/api.ts";
import { isFinal } from "./api.ts";
import { type CommentedMove, makeMove, readRequest, useLookAgain } from "./requests.ts";

/** What became of a move about one request. */
export type Result =
  | { readonly done: true }
  | {
      readonly done: false;
      readonly error: unknown;
      /** What others decided since the person last saw it: who was faster. */
      readonly meanwhile: readonly ShownDecision[];
    };

/** Makes a move about several requests, each on its own; what was refused can be tried again. */
export function useMoves(move: CommentedMove, requests: readonly ShownRequest[]) {
  const [results, setResults] = useState<Readonly<Record<string, Result>>>({});
  const [working, setWorking] = useState(false);
  const lookAgain = useLookAgain();

  /** Answers the results of all, once everything that is on show has been looked at again. */
  const run = async (comment: string) => {
    setWorking(true);
    const all = { ...results };
    for (const request of requests) {
      if (all[request.id]?.done) continue;
      all[request.id] = await resultOf(move, request, comment);
      setResults({ ...all });
    }
    await lookAgain();
    setWorking(false);
    return all;
  };
  return { results, working, run };
}

async function resultOf(move: CommentedMove, request: ShownRequest, comment: string): Promise<Result> {
  try {
    await makeMove(move, request.id, comment);
    return { done: true };
  } catch (error) {
    return { done: false, error, meanwhile: isFinal(error) ? await decidedSince(request) : [] };
  }
}

async function decidedSince(before: ShownRequest): Promise<readonly ShownDecision[]> {
  const decisions = ({ stages }: ShownRequest) => stages.flatMap((stage) => stage.decisions);
  const known = new Set(decisions(before).map(({ by }) => by.id));
  const after = await readRequest(before.id).catch(() => before);
  return decisions(after).filter(({ by }) => !known.has(by.id));
}
