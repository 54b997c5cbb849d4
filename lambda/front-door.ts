import { createHash, timingSafeEqual } from "node:crypto";
import type { FrontDoor, Secret } from "./deps.ts";

/** Milliseconds after which a header that fits no known value makes the secret be read again: it may have been rotated. */
const readAgainAfter = 60_000;

/**
 * Knows whether a request came through CloudFront, by the header that CloudFront alone can add. The current value is read
 * while the function starts, and kept; the value before is read, and both again, when a header fits neither. Both are good,
 * so that a rotation interrupts nobody.
 */
export function openFrontDoor(secret: Secret, now: () => Date): FrontDoor {
  let values: Promise<readonly (string | undefined)[]> = keep(secret.current().then((current) => [current]));
  /** When both were last asked for; never, until the current one did not do. */
  let askedAt = Number.NEGATIVE_INFINITY;

  const isKnown = async (header: string): Promise<boolean> => {
    const digest = digestOf(header);
    return (await values).some((value) => value !== undefined && timingSafeEqual(digestOf(value), digest));
  };

  return async (header) => {
    if (header === undefined || header === "") return false;
    const known = await isKnown(header).catch(() => undefined);
    if (known) return true;
    if (known === undefined || now().getTime() - askedAt >= readAgainAfter) {
      askedAt = now().getTime();
      values = keep(Promise.all([secret.current(), secret.previous()]));
    }
    // By what is being read now, which another request may have asked for meanwhile.
    return isKnown(header);
  };
}

/** A failure is met, and the read tried again, by whoever awaits it; until then it is nobody's. */
function keep<T>(reading: Promise<T>): Promise<T> {
  reading.catch(() => {});
  return reading;
}

/** Of one length, as the comparison in constant time demands. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
