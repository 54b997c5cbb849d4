import { readFileSync } from "node:fs";
import * as z from "zod/mini";

/** Reads the environment once, and names every entry that is missing or wrong. */
export function environment<Shape extends Record<string, z.ZodMiniType>>(
  shape: Shape,
): z.infer<z.ZodMiniObject<Shape>> {
  const result = z.safeParse(z.object(shape), process.env);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(`the environment is not right: ${problems.join("; ")}`);
}

/** An entry that has to be there. */
export const text = z.string().check(z.minLength(1, "is missing"));
export const url = z.url("is not a URL");

/** Reads a JSON file that lies beside the bundle, put there and validated when the stack was synthesized. */
export function beside<T>(file: "policy.json" | "catalog.json" | "group-mail.json"): T {
  return JSON.parse(readFileSync(new URL(`./${file}`, import.meta.url), "utf8")) as T;
}
