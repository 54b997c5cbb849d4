import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useDeferredValue, useMemo } from "react";
import { Failure } from "../../ui/failure.tsx";
import { PlaceButton } from "../../ui/place-button.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/ask.ts";
import { texts as common } from "../../ui/texts/ui.ts";
import { OfferList } from "./offer-list.tsx";
import type { useCatalog, Wanted } from "./offers.ts";

const words = texts.search;

interface CatalogResultsProps {
  /** Whether what stands above has come, so that nothing is pushed away any more. */
  readonly ready: boolean;
  readonly query: string;
  readonly catalog: ReturnType<typeof useCatalog>;
  readonly starred: ReadonlySet<string>;
  readonly onStar: (wanted: Wanted) => void;
}

/** What may be asked for, page by page; in words, when that is nothing. */
export function CatalogResults({ ready, query, catalog, starred, onStar }: CatalogResultsProps) {
  const { data, error, hasNextPage, isFetchingNextPage, isPlaceholderData } = catalog;
  const offers = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  // So that a list of results never holds up the next key.
  const listed = useDeferredValue(offers);
  if (error && !listed) return <Failure error={error} retry={() => void catalog.refetch()} />;
  if (!ready || !listed)
    return (
      <Box padding="xxl" textAlign="center">
        <Spinner size="large" /> <span className="unseen">{words.searching}</span>
      </Box>
    );
  const title = query === "" ? texts.everything : words.results;
  return (
    <Container header={<Header variant="h2">{title}</Header>}>
      <LiveRegion hidden>{isPlaceholderData ? words.searching : words.found(listed.length, hasNextPage)}</LiveRegion>
      <SpaceBetween size="m">
        {error && <Failure error={error} retry={() => void catalog.refetch()} />}
        {listed.length > 0 ? (
          <OfferList offers={listed} label={title} starred={starred} onStar={onStar} />
        ) : (
          !isPlaceholderData && <Nothing query={query} />
        )}
        {hasNextPage && (
          <Box textAlign="center">
            <Button loading={isFetchingNextPage} onClick={() => void catalog.fetchNextPage()}>
              {common.loadMore}
            </Button>
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Nothing({ query }: Pick<CatalogResultsProps, "query">) {
  if (query === "")
    return (
      <Box textAlign="center" padding="l">
        <Box variant="h3">{texts.nothingAtAll.title}</Box>
        <Box variant="p">{texts.nothingAtAll.text}</Box>
        <PlaceLink href="/policy">{texts.nothingAtAll.policy}</PlaceLink>
      </Box>
    );
  return (
    <Box textAlign="center" padding="l">
      <Box variant="h3">
        <span className="typed">{words.nothing(query)}</span>
      </Box>
      <Box variant="p">{words.nothingHint}</Box>
      <PlaceButton href="/ask">{words.showAll}</PlaceButton>
    </Box>
  );
}
