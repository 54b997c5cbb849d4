import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import type { Days } from "../../ui/days.ts";
import { serverNow } from "../../ui/server-clock.ts";
import { csvOf } from "./csv.ts";
import { readWhole, readWholes } from "./read-wholes.ts";
import type { ListReading } from "./reading.ts";
import { saveFile } from "./save-file.ts";
import { often, type Verdicts } from "./verdicts.ts";

/** To verify every history, or to save the list as CSV, or the histories as JSON Lines. */
export type Task = "verify" | "csv" | "jsonl";

/** A request whose history could not be read. */
export interface Failed {
  readonly request: ShownRequest;
  readonly error: unknown;
}

/** What is being done with all that the filter lets through, or was done last. */
export interface Work {
  readonly task: Task;
  /** `list`: it begins once the list is complete. `failed`: some could not be read, so nothing was saved. */
  readonly state: "list" | "reading" | "stopped" | "failed" | "done";
  /** How many requests are through, failed ones included. */
  readonly read: number;
  readonly total: number;
  readonly failed: readonly Failed[];
  /** The file that was saved, and whether it lacks those that failed. */
  readonly file?: { readonly name: string; readonly incomplete: boolean };
}

/** The work, and what can be done about it. */
export interface Working {
  readonly work: Work | undefined;
  readonly start: (task: Task) => void;
  /** Stops it; what was read is kept for going on. */
  readonly stop: () => void;
  /** Reads those that failed or were not reached. */
  readonly goOn: () => void;
  /** Saves what could be read, under a name that says that some are missing. */
  readonly saveIncomplete: () => void;
  /** Puts the result away; what was verified stays on show. */
  readonly dismiss: () => void;
  /** Stops, and takes back what was verified: for a list that is read again. */
  readonly forget: () => void;
}

/** Verifies and exports what the filter lets through: all of it, so a list that is not complete is read to its end first. */
export function useWork(list: ListReading, days: Days, verdicts: Verdicts): Working {
  const client = useQueryClient();
  const [work, setWork] = useState<Work>();
  const running = useRef<AbortController>(undefined);
  /** The lines of the file, by request. */
  const lines = useRef(new Map<string, string>());
  useEffect(() => () => running.current?.abort(), []);

  const save = (task: "csv" | "jsonl", incomplete: boolean) => {
    const name = `stint-requests-${days.from}-to-${days.to}${incomplete ? "-incomplete" : ""}.${task}`;
    if (task === "csv")
      saveFile(name, [csvOf(list.items, { origin: location.origin, now: serverNow() })], "text/csv;charset=utf-8");
    else saveFile(name, linesOf(list.items, lines.current), "application/jsonl;charset=utf-8");
    return { name, incomplete };
  };

  const readAll = async (task: "verify" | "jsonl", requests: readonly ShownRequest[]) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const total = list.items.length;
    let read = total - requests.length;
    let told = Number.NEGATIVE_INFINITY;
    const failed: Failed[] = [];
    const tell = (state: Work["state"], more: Pick<Work, "file"> = {}) => {
      if (state === "reading" && performance.now() - told < often) return;
      told = performance.now();
      verdicts.show();
      setWork({ task, state, read, total, failed: [...failed], ...more });
    };
    tell("reading");
    await readWholes(requests, {
      signal: controller.signal,
      read: (id) => readWhole(client, id),
      onWhole(listed, whole) {
        if (task === "jsonl") lines.current.set(listed.id, `${JSON.stringify(whole)}\n`);
        verdicts.learn(listed, whole);
        read++;
        tell("reading");
      },
      onFailed(request, error) {
        failed.push({ request, error });
        read++;
        tell("reading");
      },
    });
    if (controller.signal.aborted) return;
    if (failed.length > 0) return tell("failed");
    tell("done", task === "jsonl" ? { file: save(task, false) } : {});
  };

  const begin = (task: Task) => {
    lines.current.clear();
    if (task === "csv") {
      const total = list.items.length;
      return setWork({ task, state: "done", read: total, total, failed: [], file: save(task, false) });
    }
    verdicts.forget();
    void readAll(task, list.items);
  };

  const start = (task: Task) => {
    running.current?.abort();
    if (list.state === "complete") return begin(task);
    if (list.state === "stopped" || list.state === "failed") list.goOn();
    setWork({ task, state: "list", read: 0, total: 0, failed: [] });
  };

  const mayBegin = work?.state === "list" && list.state === "complete";
  useEffect(() => {
    if (mayBegin) begin(work.task);
  });

  return {
    work,
    start,
    stop() {
      running.current?.abort();
      verdicts.show();
      setWork((last) => last && { ...last, state: "stopped" });
    },
    goOn() {
      if (work === undefined) return;
      const { task } = work;
      if (task === "csv" || work.total === 0) return start(task);
      const known = task === "jsonl" ? lines.current : verdicts;
      void readAll(
        task,
        list.items.filter(({ id }) => !known.has(id)),
      );
    },
    saveIncomplete() {
      if (work?.task === "jsonl") setWork({ ...work, state: "done", file: save("jsonl", true) });
    },
    dismiss() {
      lines.current.clear();
      setWork(undefined);
    },
    forget() {
      running.current?.abort();
      lines.current.clear();
      verdicts.forget();
      setWork(undefined);
    },
  };
}

function linesOf(requests: readonly ShownRequest[], lines: ReadonlyMap<string, string>): string[] {
  return requests.map(({ id }) => lines.get(id)).filter((line) => line !== undefined);
}
