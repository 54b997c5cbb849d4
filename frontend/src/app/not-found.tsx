import { Page } from "../ui/page.tsx";
import { PlaceLink } from "../ui/place-link.tsx";
import { texts } from "../ui/texts/app.ts";

export function NotFound() {
  return (
    <Page title={texts.notFound.title}>
      <PlaceLink href="/">{texts.notFound.back}</PlaceLink>
    </Page>
  );
}
