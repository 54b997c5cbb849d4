import type { Words } from "../../ui/texts/say.ts";

/** Words as they are read: the names in them stand out, and break anywhere rather than widen the page. */
export function Said({ words }: { readonly words: Words }) {
  return (
    <span className="in-words">
      {words.map((part, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other identity
        typeof part === "string" ? part : <b key={at}>{part.name}</b>,
      )}
    </span>
  );
}
