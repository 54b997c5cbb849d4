import { StintError } from "../../core/errors.ts";
import { sealed, verify } from "../../core/history.ts";
import type { Recorded } from "../../core/request.ts";
import type { Decide } from "../deps.ts";

/**
 * Puts the seal on the decision that was just made. Whoever writes the table without this key decides nothing. A history
 * that does not verify gets none: the seal covers the ask by its hash, and another ask might stand under it for a moment.
 */
export async function seal(request: Recorded, { seals, log }: Pick<Decide, "seals" | "log">): Promise<Recorded> {
  const decision = request.history.at(-1);
  if (!decision) throw new TypeError("a request without history");
  const broken = verify(request.history);
  if (broken) {
    log.error("history not verified", { request: request.id, event: broken.seq });
    throw new StintError(
      "not_allowed",
      `The history of this request cannot be verified (event ${broken.seq}). Your administrators have been told.`,
    );
  }
  const mac = await seals.make(sealed(request.history, decision));
  return { ...request, history: [...request.history.slice(0, -1), { ...decision, seal: mac }] };
}
