import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { messageOf } from "../ui/failure.tsx";
import { signIn } from "../ui/session.ts";
import { texts } from "../ui/texts/app.ts";

/** Stands alone when nobody could be signed in: says what the identity provider said, and offers to try again. */
export function SignInFailed({ error }: { readonly error: unknown }) {
  return (
    <main>
      <Box padding="xxl">
        <Alert
          type="error"
          header={<h1>{texts.signInFailed}</h1>}
          action={
            <Button
              onClick={() => {
                history.replaceState(null, "", "/");
                void signIn({ again: true }).catch(() => location.reload());
              }}
            >
              {texts.signIn}
            </Button>
          }
        >
          {error instanceof TypeError ? texts.unreachable : messageOf(error)}
        </Alert>
      </Box>
    </main>
  );
}
