import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import type { List, ShownRequest } from "../../../../core/api.ts";
import { Failure } from "../../ui/failure.tsx";
import { PageLoading } from "../../ui/page.tsx";
import { requestPage } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/access.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { zone } from "../../ui/time.tsx";
import { FilterForm } from "./filter-form.tsx";
import { belongs, filterIn, type HistoryFilter, listOf } from "./history-filter.ts";
import { HistoryList } from "./history-list.tsx";

/** Begins as every query of requests does, so that it is looked at again after a move. */
const key = ["requests", "my history"] as const;

/** What this person asked for and is over, newest first, page by page. `open` is what is not: when it changes, so does this. */
export default function History({ open }: { readonly open: readonly ShownRequest[] }) {
  const [place, setPlace] = useSearchParams();
  const filter = filterIn(place);
  const history = useHistory(filter);
  const seen = useSeen();
  useNewlyOver(open);

  const shown = itemsOf(history.data).filter((request) => belongs(request, filter, zone));
  const { error, hasNextPage, isFetchingNextPage, fetchNextPage } = history;
  // A page of the API may hold nothing for this list, and there may be more all the same.
  const goOn = shown.length === 0 && hasNextPage && !error;
  useEffect(() => {
    if (goOn && !isFetchingNextPage) void fetchNextPage();
  }, [goOn, isFetchingNextPage, fetchNextPage]);
  const looking = !error && (history.isPending || history.isPlaceholderData || goOn);

  return (
    <Container
      header={
        <Header variant="h2" {...(!looking && { counter: `(${texts.history.count(shown.length, hasNextPage)})` })}>
          {texts.history.title}
        </Header>
      }
    >
      <SpaceBetween size="xs">
        <FilterForm filter={filter} known={[...open, ...seen]} onApply={(next) => setPlace(next, { replace: true })} />
        {error && <Failure error={error} title={texts.history.failed} retry={() => void history.refetch()} />}
        {looking && shown.length === 0 && <PageLoading />}
        {!looking && !error && shown.length === 0 && (
          <Box color="text-body-secondary">
            {Object.keys(filter).length === 0 ? texts.history.empty : texts.history.noMatch}
          </Box>
        )}
        <HistoryList requests={shown} />
        {hasNextPage && shown.length > 0 && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {shared.loadMore}
          </Button>
        )}
      </SpaceBetween>
    </Container>
  );
}

function useHistory(filter: HistoryFilter) {
  return useInfiniteQuery({
    queryKey: [...key, filter],
    queryFn: ({ pageParam, signal }) => requestPage(listOf(filter, zone), pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    // The list stays where it is until the one of the next filter has come.
    placeholderData: keepPreviousData,
  });
}

type Pages = InfiniteData<List<ShownRequest>>;

function itemsOf(data: Pages | undefined): readonly ShownRequest[] {
  return (data?.pages ?? []).flatMap(({ items }) => items);
}

/** Whatever was loaded so far, by any filter. */
function useSeen(): readonly ShownRequest[] {
  return useQueryClient()
    .getQueriesData<Pages>({ queryKey: key })
    .flatMap(([, data]) => itemsOf(data));
}

/** Looks at the history again when something stops being open. */
function useNewlyOver(open: readonly ShownRequest[]): void {
  const client = useQueryClient();
  const ids = open.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that matters
  useEffect(() => {
    void client.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
  }, [client, ids]);
}
