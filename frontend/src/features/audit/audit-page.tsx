import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { queryOf } from "../../ui/api.ts";
import { type Day, dayOf } from "../../ui/days.ts";
import { OnlyFor } from "../../ui/only-for.tsx";
import { Page } from "../../ui/page.tsx";
import { serverNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/audit.ts";
import { zone } from "../../ui/time.tsx";
import { readFilter } from "./audit-filter.ts";
import { FilterForm } from "./filter-form.tsx";
import { useListReading } from "./reading.ts";
import { Results, type View, views } from "./results.tsx";

export default function AuditPage() {
  return (
    <OnlyFor
      title={texts.audit.title}
      who={({ auditor, administrator }) => auditor || administrator}
      refusal={texts.refused}
    >
      <Audit />
    </OnlyFor>
  );
}

/** The filter lives in the address, so that it can be kept, shared, and gone back to. */
function Audit() {
  const [params, setParams] = useSearchParams();
  const [today, setToday] = useState(currentDay);
  const { show = views[0], sort, ...given } = Object.fromEntries(params);
  const address = JSON.stringify(given);
  const read = useMemo(() => readFilter(JSON.parse(address), today), [address, today]);
  const view = views.find((one) => one === show);
  const filter = "filter" in read && view !== undefined ? read.filter : undefined;
  const list = useListReading(filter);
  const go = (query: object, next: View = views[0]) =>
    setParams(queryOf({ ...query, show: next === views[0] ? undefined : next, sort }));
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
