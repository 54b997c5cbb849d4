import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { texts } from "../../ui/texts/audit-figures.ts";

interface FigureProps {
  readonly title: string;
  readonly description: string;
  readonly actions?: ReactNode;
  /** The most important of it in a sentence. */
  readonly summary: string;
  readonly chart: ReactNode;
  /** The same numbers for those who cannot see the chart, or want to take them along. */
  readonly table: ReactNode;
}

/** A picture with what it says in words, and its numbers. */
export function Figure({ title, description, actions, summary, chart, table }: FigureProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">{summary}</Box>
        {chart}
        <ExpandableSection headerText={texts.table}>{table}</ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
