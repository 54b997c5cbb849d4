import Box from "@cloudscape-design/components/box";

/** What something is called, and below in small what tells it from others. */
export function TwoLines({ first, second }: { readonly first: string; readonly second: string }) {
  return (
    <>
      <bdi className="typed">{first}</bdi>
      <Box variant="small" display="block">
        <bdi className="typed">{second}</bdi>
      </Box>
    </>
  );
}
