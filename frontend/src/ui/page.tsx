import Box from "@cloudscape-design/components/box";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header, { type HeaderProps } from "@cloudscape-design/components/header";
import Spinner from "@cloudscape-design/components/spinner";
import { type ReactNode, useEffect } from "react";
import { texts } from "./texts/ui.ts";

interface PageProps extends Pick<HeaderProps, "actions" | "description" | "counter"> {
  readonly title: string;
  /** The same in markup, where names in it need some. */
  readonly heading?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its one heading, which also names the browser's tab, and what is below. */
export function Page({ title, heading = title, children, ...header }: PageProps) {
  useEffect(() => {
    document.title = texts.tab(title);
  }, [title]);
  return (
    <ContentLayout
      header={
        <Header variant="h1" {...header}>
          {heading}
        </Header>
      }
    >
      {children}
    </ContentLayout>
  );
}

/** Stands in a page's place while its code or its data comes. */
export function PageLoading() {
  return (
    <Box padding="xxl" textAlign="center">
      <Spinner size="large" /> <span className="unseen">{texts.loading}</span>
    </Box>
  );
}
