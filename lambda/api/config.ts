import { emptyBody } from "../../core/input.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /config, open. What a client has to know to sign in. */
export const config = endpoint(emptyBody, async (_call, { publicConfig }: Api) => publicConfig);
