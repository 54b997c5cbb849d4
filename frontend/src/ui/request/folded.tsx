import { texts } from "../texts/request.ts";

/** Three line ends and more, with nothing but blanks between them. */
const gap = /((?:[^\S\n\u2028\u2029]*[\n\u2028\u2029]){3,})/u;
const lineEnd = /[\n\u2028\u2029]/gu;

/** Typed text in which a long run of empty lines is two line ends around a mark that counts them. */
export function Folded({ children }: { readonly children: string }) {
  return children.split(gap).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have nothing else to be told apart by
      <span key={at}>
        {"\n"}
        <i className="clipped-gap">{texts.clipped.gap((part.match(lineEnd)?.length ?? 1) - 1)}</i>
        {"\n"}
      </span>
    ),
  );
}

/** Typed text as one run of words, for where there is room for its beginning only. */
export function oneRun(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
