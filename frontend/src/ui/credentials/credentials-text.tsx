import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { CopyButton } from "../copy-button.tsx";
import { keep, readKept } from "../kept.ts";
import { texts } from "../texts/credentials.ts";
import { type Credentials, concealed, type Format, formats, written } from "./formats.ts";

interface CredentialsTextProps {
  readonly credentials: Credentials;
  /** Their name in the credentials file. */
  readonly profile: string;
}

/** The credentials in every format: to copy at once, to see only after a press. */
export function CredentialsText({ credentials, profile }: CredentialsTextProps) {
  const [format, setFormat] = useState(preferred);
  const [shown, setShown] = useState(false);
  const { label } = texts.formats[format];
  return (
    <Tabs
      ariaLabel={texts.credentials.formats}
      activeTabId={format}
      onChange={({ detail }) => {
        keep(kept, detail.activeTabId);
        setFormat(detail.activeTabId as Format);
      }}
      tabs={formats.map((id) => ({
        id,
        label: texts.formats[id].label,
        content: (
          <SpaceBetween size="s">
            <Box color="text-body-secondary">{hintOf(id, profile)}</Box>
            <SpaceBetween direction="horizontal" size="xs">
              <CopyButton text={written(format, credentials, profile)} what={texts.credentials.values(label)} />
              <Button iconName={shown ? "lock-private" : "unlocked"} onClick={() => setShown(!shown)}>
                {shown ? texts.credentials.hide : texts.credentials.show}
              </Button>
            </SpaceBetween>
            <pre className="credentials-values typed">
              {written(format, shown ? credentials : concealed(credentials), profile)}
            </pre>
          </SpaceBetween>
        ),
      }))}
    />
  );
}

function hintOf(format: Format, profile: string): string {
  const { hint } = texts.formats[format];
  return typeof hint === "string" ? hint : hint(profile);
}

const kept = "credentials.format";

/** What this person took the last time, or what their system most likely has. */
function preferred(): Format {
  const format = readKept(kept);
  return formats.find((id) => id === format) ?? (navigator.userAgent.includes("Windows") ? "powershell" : "bash");
}
