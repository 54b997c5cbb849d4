import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface NothingProps {
  readonly title: string;
  readonly hint?: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** Stands in a list's place when nothing is in it. */
export function Nothing({ title, hint, children }: NothingProps) {
  return (
    <Box textAlign="center" padding="m">
      <SpaceBetween size="xs">
        <Box variant="strong">{title}</Box>
        {hint !== undefined && <Box color="text-body-secondary">{hint}</Box>}
        {children}
      </SpaceBetween>
    </Box>
  );
}
