import Alert from "@cloudscape-design/components/alert";
import type { ReactNode } from "react";
import type { Me } from "../../../core/api.ts";
import { Page, PageLoading } from "./page.tsx";
import { PlaceLink } from "./place-link.tsx";
import { useMe } from "./requests.ts";
import { texts } from "./texts/ui.ts";

interface OnlyForProps {
  readonly title: string;
  readonly who: (me: Me) => boolean;
  /** What others are told. */
  readonly refusal: string;
  readonly children: ReactNode;
}

/** Shows a page to those whom it is for, and leads everybody else back. The API refuses them in any case. */
export function OnlyFor({ title, who, refusal, children }: OnlyForProps) {
  const me = useMe();
  if (me.data && who(me.data)) return children;
  return (
    <Page title={title}>
      {me.data ? (
        <Alert type="info" header={texts.notForYou} action={<PlaceLink href="/">{texts.toMyAccess}</PlaceLink>}>
          {refusal}
        </Alert>
      ) : (
        // Why nothing comes is said by the frame around the page.
        me.isPending && <PageLoading />
      )}
    </Page>
  );
}
