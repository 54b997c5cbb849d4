import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Me } from "../../../../core/api.ts";
import { forgetDrafts } from "../../ui/draft.ts";
import { Page } from "../../ui/page.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { signIn } from "../../ui/session.ts";
import { texts } from "../../ui/texts/request.ts";

/** In the place of a request that does not exist, as far as this person may know. */
export function Missing({ me }: { readonly me: Me | undefined }) {
  return (
    <Page title={texts.missing.title}>
      <SpaceBetween size="m">
        <Box>{texts.missing.text}</Box>
        {me && <Box>{texts.missing.signedInAs(me.name)}</Box>}
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Button
            onClick={() => {
              // What one person typed is not for the next.
              forgetDrafts();
              void signIn({ again: true });
            }}
          >
            {texts.missing.signIn}
          </Button>
          <PlaceLink href="/">{texts.missing.home}</PlaceLink>
        </SpaceBetween>
      </SpaceBetween>
    </Page>
  );
}
