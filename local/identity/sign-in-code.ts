import type { Clock } from "../clock.ts";
import { isSame } from "./secret.ts";

/** Says why a given code does not let anyone in: it is wrong, or too many were and one has to wait; undefined lets in. */
type CheckSignInCode = (given: string) => { readonly waitSeconds?: number } | undefined;

const tries = 5;
const pause = 60_000;

/** After five wrong codes in a row none is looked at for a minute, the right one included. */
export function signInCodeCheck(code: string, clock: Clock): CheckSignInCode {
  let wrong = 0;
  let lockedUntil = 0;
  return (given) => {
    const wait = lockedUntil - clock.now();
    if (wait > 0) return { waitSeconds: Math.ceil(wait / 1000) };
    const right = isSame(given.trim(), code);
    wrong = right ? 0 : wrong + 1;
    if (right) return undefined;
    if (wrong < tries) return {};
    wrong = 0;
    lockedUntil = clock.now() + pause;
    return { waitSeconds: pause / 1000 };
  };
}
