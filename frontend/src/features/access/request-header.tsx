import Header from "@cloudscape-design/components/header";
import type { ShownRequest } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/ui.ts";

/** Role and account at the head of a card; leads to the request's own page. */
export function RequestHeader({ request }: { readonly request: ShownRequest }) {
  const { id, role, account } = request;
  return (
    <Header variant="h3" description={account.id}>
      <PlaceLink href={requestAddress(id)} fontSize="inherit">
        {texts.subject(role.name, account.name)}
      </PlaceLink>
    </Header>
  );
}
