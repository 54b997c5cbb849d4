import Button from "@cloudscape-design/components/button";
import { Suspense, useEffect, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { part } from "../part.ts";
import { useLookAgain } from "../requests.ts";
import { texts } from "../texts/credentials.ts";
import { openConsole } from "./console-tab.ts";
import "./credentials.css";

// The first paint does without them; they are there when a button can be pressed.
const CredentialsDialog = part(() => import("./credentials-dialog.tsx"));
const ConsoleDialog = part(() => import("./console-dialog.tsx"));

interface UseButtonsProps {
  readonly request: ShownRequest;
  /**
   * Told when a dialog of theirs opens and closes. A page that drops requests which can no longer be used keeps this one
   * until then, or what the dialog says would go with it.
   */
  readonly onHold?: (held: boolean) => void;
}

/** What the console dialog is about: a question for help, a tab that the browser did not open, or a failure. */
export type ConsoleMatter =
  | { readonly is: "trouble" }
  | { readonly is: "blocked"; readonly url: string }
  | { readonly is: "failed"; readonly error: unknown };

/** Open console and Get credentials, where this person may use the request now; nothing otherwise. */
export function UseButtons({ request, onHold }: UseButtonsProps) {
  const [getting, setGetting] = useState(false);
  const [opening, setOpening] = useState(false);
  const [matter, setMatter] = useState<ConsoleMatter>();
  const lookAgain = useLookAgain();
  const { role, account, may } = request;
  const label = (button: string) => texts.use.of(button, role.name, account.name);

  const usable = may.includes("use");
  useEffect(() => {
    if (!usable) return;
    void CredentialsDialog.ahead();
    void ConsoleDialog.ahead();
  }, [usable]);

  const release = () => {
    setGetting(false);
    setMatter(undefined);
    onHold?.(false);
    void lookAgain();
  };
  const goToConsole = async () => {
    onHold?.(true);
    setMatter(undefined);
    setOpening(true);
    try {
      const url = await openConsole(request.id, {
        title: texts.console.opening(role.name, account.name),
        text: texts.console.moment,
      });
      if (url !== undefined) setMatter({ is: "blocked", url });
      else release();
    } catch (error) {
      setMatter({ is: "failed", error });
    } finally {
      setOpening(false);
    }
  };

  return (
    <>
      {usable && (
        <div className="use-buttons">
          <div>
            <Button
              variant="primary"
              fullWidth
              iconName="external"
              iconAlign="right"
              loading={opening}
              ariaLabel={label(texts.use.console)}
              onClick={() => void goToConsole()}
            >
              {texts.use.console}
            </Button>
          </div>
          <div>
            <Button
              fullWidth
              iconName="key"
              ariaLabel={label(texts.use.credentials)}
              onClick={() => {
                onHold?.(true);
                setGetting(true);
              }}
            >
              {texts.use.credentials}
            </Button>
          </div>
          <Button
            variant="inline-link"
            ariaLabel={label(texts.use.trouble)}
            onClick={() => {
              onHold?.(true);
              setMatter({ is: "trouble" });
            }}
          >
            {texts.use.trouble}
          </Button>
        </div>
      )}
      <Suspense>
        {getting && <CredentialsDialog request={request} onClose={release} />}
        {matter && (
          <ConsoleDialog request={request} matter={matter} onRetry={() => void goToConsole()} onClose={release} />
        )}
      </Suspense>
    </>
  );
}
