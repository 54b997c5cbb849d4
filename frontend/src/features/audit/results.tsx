import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { Suspense } from "react";
import { PageLoading } from "../../ui/page.tsx";
import { part } from "../../ui/part.ts";
import { texts } from "../../ui/texts/audit.ts";
import type { AuditFilter } from "./audit-filter.ts";
import { Distrusted } from "./distrusted.tsx";
import type { ListReading } from "./reading.ts";
import { ReadingStatus } from "./reading-status.tsx";
import { RequestTable } from "./request-table.tsx";
import { useVerdicts } from "./verdicts.ts";
import { type Task, useWork } from "./verify-and-export.ts";
import { WorkPanel } from "./work-panel.tsx";

const Figures = part(() => import("./figures.tsx"));

/** How the results are shown, as the address has it in `show`; the first unless it says so. */
export const views = ["requests", "figures"] as const;
export type View = (typeof views)[number];

interface ResultsProps {
  readonly filter: AuditFilter;
  readonly list: ListReading;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onAgain: () => void;
}

/** What the filter lets through: how far it is read, as a list with what can be done with it, and as pictures. */
export function Results({ filter, list, view, onView, onAgain }: ResultsProps) {
  const verdicts = useVerdicts();
  const working = useWork(list, filter, verdicts);
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
                <WorkPanel working={working} list={list} verdicts={verdicts.shown} />
                <Distrusted verdicts={verdicts.shown} />
                <RequestTable list={list} work={work} verdicts={verdicts} busy={busy} actions={actions} />
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
