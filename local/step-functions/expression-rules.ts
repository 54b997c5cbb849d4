/** What `$states` holds in a field: input and context everywhere, the others only once there is one. */
export interface Available {
  readonly result?: boolean;
  readonly errorOutput?: boolean;
}

/** A node of JSONata's syntax tree; the library's own type leaves out most of it. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Node[];
}

/** Children of a node that are evaluated for each item of something, where bare names mean that item's fields. */
const insideItem: ReadonlySet<string> = new Set([
  "predicate",
  "stages",
  "group",
  "terms",
  "pattern",
  "update",
  "delete",
]);

/**
 * What AWS refuses in an expression that JSONata itself would take: bare names, `$` and `$$` where there is nothing they
 * could mean, `$eval`, `$states` fields that the state does not have, and the operators `??` and `?:`, which are newer than
 * the JSONata 2.0.6 that AWS runs. Returns one sentence for each.
 */
export function refusals(syntax: unknown, source: string, available: Available): string[] {
  const found: string[] = [];

  const look = (node: Node, atTop: boolean): void => {
    const { type, value } = node;
    if (type === "variable" && value === "eval") found.push("$eval is not supported; use $parse to read JSON");
    if (type === "variable" && value === "$") found.push("Reference to '$$' is not supported");
    if (type === "variable" && value === "" && atTop) found.push("Reference to '$' at the top level is not supported");
    if (atTop && (type === "name" || type === "wildcard" || type === "descendant" || type === "parent"))
      found.push(`Reference to '${value ?? "%"}' at the top level is not supported`);
    if (type === "condition") {
      const operator = source.slice((node.position ?? 0) - 2, node.position);
      if (operator === "??" || operator === "?:")
        found.push(`The operator ${operator} is newer than JSONata 2.0.6, which AWS runs`);
    }
    if (type === "path") lookAlong(node.steps ?? [], atTop);
    for (const [key, child] of Object.entries(node))
      if (key !== "value" && key !== "steps") lookAll(child, atTop && !insideItem.has(key));
  };

  const lookAlong = (steps: readonly Node[], atTop: boolean): void => {
    const [first, second] = steps;
    if (first?.type === "variable" && first.value === "states" && second?.type === "name") {
      const field = String(second.value);
      if (!["input", "context", "result", "errorOutput"].includes(field)) found.push(`$states has no field '${field}'`);
      else if ((field === "result" || field === "errorOutput") && available[field] !== true)
        found.push(`$states.${field} is not available in this field`);
    }
    for (const [index, step] of steps.entries()) look(step, atTop && index === 0);
  };

  const lookAll = (child: unknown, atTop: boolean): void => {
    if (Array.isArray(child)) for (const item of child) lookAll(item, atTop);
    else if (typeof child === "object" && child !== null) look(child, atTop);
  };

  lookAll(syntax, true);
  return [...new Set(found)];
}
