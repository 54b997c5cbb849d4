import { analyse } from "../../core/ask.ts";
import { askBody } from "../../core/input.ts";
import { shownAnalysis } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** POST /requests/preview. What the policy would say to the ask; changes nothing. */
export const previewRequest = endpoint(askBody, async ({ caller, input }, { rules, now }: Api) =>
  shownAnalysis(analyse(rules, caller, input, now())),
);
