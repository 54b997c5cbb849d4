import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { type ReactNode, useState } from "react";
import { texts } from "../../ui/texts/policy.ts";

/** As many as are drawn without anybody waiting. */
const step = 100;

interface LongListProps<Item> {
  readonly items: readonly Item[];
  /** Given those that there is room for. */
  readonly children: (shown: readonly Item[]) => ReactNode;
}

/** A list that may be a thousand long: its beginning, and more of it when asked for. */
export function LongList<Item>({ items, children }: LongListProps<Item>) {
  const [room, setRoom] = useState(step);
  const left = items.length - room;
  return (
    <>
      {children(items.slice(0, room))}
      {left > 0 && (
        <Box textAlign="center" padding={{ top: "m" }}>
          <Button onClick={() => setRoom(room + step)}>{texts.more(Math.min(step, left), items.length)}</Button>
        </Box>
      )}
    </>
  );
}
