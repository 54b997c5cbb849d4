import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import { texts } from "./texts/ui.ts";

interface CopyButtonProps {
  readonly text: string;
  /** Names the text for those who cannot see what stands beside the button. */
  readonly what: string;
  /** What the button says, where `Copy` would leave open what is copied. */
  readonly label?: string;
}

/** Copies a text that the page need not show. */
export function CopyButton({ text, what, label = texts.copy }: CopyButtonProps) {
  return (
    <CopyToClipboard
      textToCopy={text}
      copyButtonText={label}
      copyButtonAriaLabel={label === texts.copy ? `${label} ${what}` : label}
      copySuccessText={texts.copied}
      copyErrorText={texts.copyFailed}
    />
  );
}

/** A text too long to be shown whole, and a small button that copies all of it. */
export function CopyShortened({ text, shown, what }: CopyButtonProps & { readonly shown: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToDisplay={shown}
      textToCopy={text}
      copyButtonAriaLabel={`${texts.copy} ${what}`}
      copySuccessText={texts.copied}
      copyErrorText={texts.copyFailed}
    />
  );
}
