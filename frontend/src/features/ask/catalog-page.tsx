import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useMemo } from "react";
import { useNavigate } from "react-router";
import { askAddress } from "../../ui/addresses.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page } from "../../ui/page.tsx";
import { useMe } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/ask.ts";
import { useWalk } from "./arrow-keys.ts";
import { CatalogResults } from "./catalog-results.tsx";
import { CatalogSearch } from "./catalog-search.tsx";
import { useFavourites } from "./favourites.ts";
import { WantedList } from "./offer-list.tsx";
import { useCatalog, wantedKey, wantedOf } from "./offers.ts";
import { useRecent } from "./recent.ts";
import { useSearchPlace } from "./search-place.ts";

/** Find a role in an account to ask for: what is starred and recent, then whatever the search finds. */
export default function CatalogPage() {
  const me = useMe();
  const { query, search, visit } = useSearchPlace();
  const catalog = useCatalog(query);
  const recent = useRecent();
  const { favourites, toggle } = useFavourites(me.data?.id);
  const starred = useMemo(() => new Set(favourites.map(wantedKey)), [favourites]);
  const list = useWalk();
  const navigate = useNavigate();

  const others = (recent.data ?? []).filter((wanted) => !starred.has(wantedKey(wanted)));
  const star = { starred, onStar: toggle };
  // What comes late must not push away what somebody is about to press.
  const settled = query !== "" || !(recent.isPending || me.isPending);
  const found = settled && !catalog.isPlaceholderData && !catalog.isPending;
  const openFirst = () => {
    const [offer] = catalog.data?.pages[0]?.items ?? [];
    const first = (query === "" ? (favourites[0] ?? others[0]) : undefined) ?? (offer && wantedOf(offer));
    if (first) navigate(askAddress(first.account.id, first.role));
  };
  return (
    <Page title={texts.title}>
      <div ref={list}>
        <SpaceBetween size="l">
          <CatalogSearch key={visit} query={query} onQuery={search} found={found} onOpenFirst={openFirst} />
          {settled && query === "" && favourites.length > 0 && (
            <Section title={texts.favourites}>
              <WantedList list={favourites} label={texts.favourites} {...star} />
            </Section>
          )}
          {settled && query === "" && others.length > 0 && (
            <Section title={texts.recent}>
              <WantedList list={others} label={texts.recent} {...star} />
            </Section>
          )}
          {recent.error && query === "" && (
            <Failure error={recent.error} title={texts.recentFailed} retry={() => void recent.refetch()} />
          )}
          {/* An entry of its own while it waits: the one that comes below what is known must not be seen to move there. */}
          <CatalogResults key={`${settled}`} ready={settled} query={query} catalog={catalog} {...star} />
        </SpaceBetween>
      </div>
    </Page>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <Container header={<Header variant="h2">{title}</Header>}>{children}</Container>;
}
