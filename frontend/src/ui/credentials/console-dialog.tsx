import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownRequest } from "../../../../core/api.ts";
import { Failure } from "../failure.tsx";
import { texts } from "../texts/credentials.ts";
import type { ConsoleMatter } from "./use-buttons.tsx";

interface ConsoleDialogProps {
  readonly request: ShownRequest;
  readonly matter: ConsoleMatter;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

const titles = {
  trouble: texts.trouble.title,
  blocked: texts.console.blockedTitle,
  failed: texts.console.failedTitle,
} as const satisfies Record<ConsoleMatter["is"], string>;

/** What to say about the console: it could not be opened, no tab opened, or what else gets in the way there. */
export default function ConsoleDialog({ request, matter, onRetry, onClose }: ConsoleDialogProps) {
  return (
    <Modal
      visible
      header={titles[matter.is]}
      closeAriaLabel={texts.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant={matter.is === "trouble" ? "primary" : "link"} onClick={onClose}>
            {texts.close}
          </Button>
        </Box>
      }
    >
      {matter.is === "trouble" && <Trouble />}
      {matter.is === "failed" && <Failure error={matter.error} title={titles.failed} retry={onRetry} />}
      {matter.is === "blocked" && (
        <SpaceBetween size="m">
          <Box>{texts.console.blocked}</Box>
          <Button
            variant="primary"
            iconName="external"
            iconAlign="right"
            wrapText
            href={matter.url}
            target="_blank"
            rel="noopener noreferrer"
            onClick={onClose}
          >
            {texts.console.link(request.role.name, request.account.name)}
          </Button>
        </SpaceBetween>
      )}
    </Modal>
  );
}

const signOutPage = "https://signin.aws.amazon.com/oauth?Action=logout";

function Trouble() {
  const { signOut, why, ways, noTab, popUps, expired, again } = texts.trouble;
  return (
    <SpaceBetween size="m">
      <section>
        <Box variant="h3">{signOut}</Box>
        <Box variant="p">{why}</Box>
        <ul className="console-trouble">
          <li>
            <Link href={signOutPage} external>
              {ways.before}
            </Link>{" "}
            {ways.link}
            {ways.after}
          </li>
          <li>{ways.several}</li>
        </ul>
      </section>
      <section>
        <Box variant="h3">{noTab}</Box>
        <Box variant="p">{popUps}</Box>
      </section>
      <section>
        <Box variant="h3">{expired}</Box>
        <Box variant="p">{again}</Box>
      </section>
    </SpaceBetween>
  );
}
