import { StintError } from "../../core/errors.ts";
import { hashOf } from "../../core/history.ts";
import type { Position } from "../deps.ts";

/**
 * A cursor is a place in an index, bound to the caller and the query that it was made for. It carries no power: what it
 * leads to is checked against the caller like everything else.
 */
export function nextCursor({ id, sort }: Position, bound: string): string {
  return Buffer.from(JSON.stringify([id, sort, binding(bound)])).toString("base64url");
}

/** Reads a cursor. `invalid_input` for one that is damaged, or was made for another caller or query. */
export function positionOf(cursor: string, bound: string): Position {
  const parts = decoded(cursor);
  if (parts?.[2] !== binding(bound))
    throw new StintError("invalid_input", "The cursor does not belong to this query. Start from the first page.");
  return { id: parts[0] ?? "", sort: parts[1] ?? "" };
}

function decoded(cursor: string): string[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parts) && parts.length === 3 && parts.every((p) => typeof p === "string") ? parts : undefined;
  } catch {
    return undefined;
  }
}

function binding(bound: string): string {
  return hashOf(bound).slice(0, 16);
}

/** The place in the catalog that a cursor leads to; its beginning without one. */
export function placeOf(cursor: string | undefined, bound: string): number {
  const place = cursor === undefined ? 0 : Number(positionOf(cursor, bound).sort);
  return Number.isSafeInteger(place) && place > 0 ? place : 0;
}
