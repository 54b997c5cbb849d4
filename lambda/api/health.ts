import { emptyBody } from "../../core/input.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /health, open. That the function runs and could read its configuration. */
export const health = endpoint(emptyBody, async (_call, _deps: Api) => ({ status: "ok" }));
