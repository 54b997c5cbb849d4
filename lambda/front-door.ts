import { createHash, timingSafeEqual } from "node:crypto";
import type { FrontDoor, Secret } from "./deps.ts";

/** Milliseconds after which a header that fits no known value makes the secret be read again: it may have been rotated. */
const readAgainAfter = 60_000;

/**
 * Knows whether a request came through CloudFront, by the header that CloudFront alone can add. The secret is read while the
 * function starts, and kept. Its current and its previous value are good, so that a rotation interrupts nobody.
 */
export function openFrontDoor(secret: Secret, now: () => Date): FrontDoor {
  let readAt = now().getTime();
  let values = secret.values();
  // A failure is met, and the read tried again, by the first request.
  values.catch(() => {});

  const isKnown = async (header: string): Promise<boolean> => {
    const digest = digestOf(header);
    return (await values).map((value) => timingSafeEqual(digestOf(value), digest)).some(Boolean);
  };
  const readAgain = () => {
    readAt = now().getTime();
    values = secret.values();
    values.catch(() => {});
  };

  return async (header) => {
    if (header === undefined || header === "") return false;
    const known = await isKnown(header).catch(() => undefined);
    if (known) return true;
    if (known === false && now().getTime() - readAt < readAgainAfter) return false;
    readAgain();
    return isKnown(header);
  };
}

/** Of one length, as the comparison in constant time demands. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
