import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { ApiError } from "./api.ts";
import { signIn } from "./session.ts";
import { texts } from "./texts/ui.ts";
import { momentText } from "./time.tsx";

interface FailureProps {
  readonly error: unknown;
  /** What is offered to get over it. */
  readonly retry?: () => void;
  readonly title?: string;
}

/** What went wrong, in the words of whoever refused, with what can be done: try again, or sign in again. */
export function Failure({ error, retry, title = texts.failed.title }: FailureProps) {
  const again = error instanceof ApiError && error.code === "sign_in_again";
  const action = again ? (
    <Button formAction="none" onClick={() => void signIn({ again: true })}>
      {texts.signInAgain}
    </Button>
  ) : (
    retry && (
      <Button formAction="none" onClick={retry}>
        {texts.tryAgain}
      </Button>
    )
  );
  return (
    <Alert type={again ? "info" : "error"} header={title} action={action || undefined}>
      {messageOf(error)}
    </Alert>
  );
}

/** The message of an error as a person should read it: moments in their own time zone. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, momentText);
}
