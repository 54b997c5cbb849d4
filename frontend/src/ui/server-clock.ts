import { useSyncExternalStore } from "react";

/** Milliseconds by which the server's clock is ahead of this device's, as its last answer told. */
let ahead = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = 0;

/** Learns the server's time from an answer: it was so at some moment between sending and receiving. */
export function heardTime(serverTime: string | null, sentAt: number, receivedAt: number): void {
  const server = Date.parse(serverTime ?? "");
  if (Number.isNaN(server)) return;
  ahead = server - (sentAt + receivedAt) / 2;
  tick();
}

/** The server's time in milliseconds, whatever this device's clock says. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** The server's time in whole seconds (as milliseconds); renders again with each of them, and at once after a sleep. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, () => second);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    timer = setInterval(tick, 250);
    document.addEventListener("visibilitychange", tick);
    tick();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

function tick(): void {
  const now = Math.floor(serverNow() / 1000) * 1000;
  if (now === second) return;
  second = now;
  for (const listener of listeners) listener();
}

tick();
