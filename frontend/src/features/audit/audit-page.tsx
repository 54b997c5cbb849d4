import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { lazy, Suspense, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { queryOf } from "../../ui/api.ts";
import { Page, PageLoading } from "../../ui/page.tsx";
import { serverNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/audit.ts";
import { zone } from "../../ui/time.tsx";
import { type AuditFilter, readFilter } from "./audit-filter.ts";
import { type Day, dayOf } from "./days.ts";
import { Distrusted } from "./distrusted.tsx";
import { FilterForm } from "./filter-form.tsx";
import { OnlyFor } from "./only-for.tsx";
import { type ListReading, useListReading } from "./reading.ts";
import { ReadingStatus } from "./reading-status.tsx";
import { RequestTable } from "./request-table.tsx";
import { type Task, useWork } from "./work.ts";
import { WorkPanel } from "./work-panel.tsx";

const Figures = lazy(() => import("./figures.tsx"));

export default function AuditPage() {
  return (
    <OnlyFor
      title={texts.audit.title}
      who={({ auditor, administrator }) => auditor || administrator}
      refusal={texts.refused.audit}
    >
      <Audit />
    </OnlyFor>
  );
}

const views = ["requests", "figures"] as const;
type View = (typeof views)[number];

/** The filter lives in the address, so that it can be kept, shared, and gone back to. */
function Audit() {
  const [params, setParams] = useSearchParams();
  const [today, setToday] = useState(currentDay);
  const { show = views[0], ...given } = Object.fromEntries(params);
  const address = JSON.stringify(given);
  const read = useMemo(() => readFilter(JSON.parse(address), today), [address, today]);
  const view = views.find((one) => one === show);
  const filter = "filter" in read && view !== undefined ? read.filter : undefined;
  const list = useListReading(filter);
  const go = (query: object, next: View = views[0]) =>
    setParams(queryOf({ ...query, show: next === views[0] ? undefined : next }));
  return (
    <Page title={texts.audit.title} description={texts.audit.description}>
      <SpaceBetween size="l">
        <FilterForm
          filter={filter}
          today={today}
          items={list.items}
          onShow={(next) => go(next, view)}
          onReset={() => go({}, view)}
        />
        {filter && view ? (
          <Results
            key={JSON.stringify(filter)}
            filter={filter}
            list={list}
            view={view}
            onView={(next) => go(given, next)}
            onAgain={() => {
              setToday(currentDay());
              list.again();
            }}
          />
        ) : (
          <Alert type="error" header={texts.filter.wrong}>
            {"problems" in read &&
              read.problems.map(({ key, found }) => <div key={key + found}>{texts.filter.problems[key](found)}</div>)}
            {view === undefined && texts.filter.noView(show)}
          </Alert>
        )}
      </SpaceBetween>
    </Page>
  );
}

function currentDay(): Day {
  return dayOf(serverNow(), zone);
}

interface ResultsProps {
  readonly filter: AuditFilter;
  readonly list: ListReading;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onAgain: () => void;
}

function Results({ filter, list, view, onView, onAgain }: ResultsProps) {
  const working = useWork(list, filter);
  const { work } = working;
  const busy = work?.state === "reading" || work?.state === "list";
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={busy} onClick={() => working.start("verify")}>
        {texts.work.verify}
      </Button>
      <ButtonDropdown
        disabled={busy}
        items={[
          { id: "csv", text: texts.work.csv },
          { id: "jsonl", text: texts.work.jsonl },
        ]}
        onItemClick={({ detail }) => working.start(detail.id as Task)}
      >
        {texts.work.export}
      </ButtonDropdown>
    </SpaceBetween>
  );
  return (
    <SpaceBetween size="m">
      <ReadingStatus
        list={list}
        onAgain={() => {
          working.forget();
          onAgain();
        }}
      />
      <Tabs
        ariaLabel={texts.audit.tabsLabel}
        activeTabId={view}
        onChange={({ detail }) => onView(detail.activeTabId as View)}
        tabs={[
          {
            id: "requests",
            label: texts.audit.tabs.requests,
            content: (
              <SpaceBetween size="m">
                <WorkPanel working={working} list={list} />
                <Distrusted verdicts={working.verdicts} />
                <RequestTable list={list} working={working} actions={actions} />
              </SpaceBetween>
            ),
          },
          {
            id: "figures",
            label: texts.audit.tabs.figures,
            content: (
              <Suspense fallback={<PageLoading />}>
                <Figures list={list} days={filter} />
              </Suspense>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
