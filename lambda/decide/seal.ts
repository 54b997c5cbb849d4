import { sealed } from "../../core/history.ts";
import type { Recorded } from "../../core/request.ts";
import type { Decide } from "../deps.ts";

/** Puts the seal on the decision that was just made. Whoever writes the table without this key decides nothing. */
export async function seal(request: Recorded, { seals }: Pick<Decide, "seals">): Promise<Recorded> {
  const decision = request.history.at(-1);
  if (!decision) throw new TypeError("a request without history");
  const mac = await seals.make(sealed(request.history, decision));
  return { ...request, history: [...request.history.slice(0, -1), { ...decision, seal: mac }] };
}
