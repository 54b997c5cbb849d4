import Alert from "@cloudscape-design/components/alert";
import type { ReactNode } from "react";
import type { Me } from "../../../../core/api.ts";
import { Page, PageLoading } from "../../ui/page.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { useMe } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/audit.ts";

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
        <Alert type="info" header={texts.refused.title} action={<PlaceLink href="/">{texts.refused.back}</PlaceLink>}>
          {refusal}
        </Alert>
      ) : (
        // Why nothing comes is said by the frame around the page.
        me.isPending && <PageLoading />
      )}
    </Page>
  );
}
