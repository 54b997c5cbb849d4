import Button from "@cloudscape-design/components/button";
import { useEffect, useRef, useState } from "react";
import { texts } from "../texts/request.ts";
import { Folded } from "./folded.tsx";

interface ClippedProps {
  /** How many are shown at first. */
  readonly lines: number;
  readonly children: string;
}

/** Typed text that cannot push away what stands below it: its first lines, and a button for the rest where there is one. */
export function Clipped({ lines, children }: ClippedProps) {
  const [all, setAll] = useState(false);
  const [height, setHeight] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (inner.current === null) return;
    const text = inner.current;
    const observer = new ResizeObserver(() =>
      setHeight(Math.round(text.offsetHeight / Number.parseFloat(getComputedStyle(text).lineHeight))),
    );
    observer.observe(text);
    return () => observer.disconnect();
  }, []);

  const toggle = () => {
    setAll(!all);
    // Whoever has read to the end of a long text is put back to where it stands.
    if (all) requestAnimationFrame(() => box.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <>
      {/* What is searched for in the page, or selected, scrolls the hidden part into sight: then all of it is shown. */}
      <div
        ref={box}
        className="clipped"
        style={{ maxHeight: all ? "none" : `${lines}lh` }}
        onScroll={() => setAll(true)}
      >
        <div ref={inner} className="typed" dir="auto">
          <Folded>{children}</Folded>
        </div>
      </div>
      {height > lines && (
        <div className="clipped-more">
          <Button variant="link" ariaExpanded={all} onClick={toggle}>
            {all ? texts.clipped.less : texts.clipped.all(height)}
          </Button>
        </div>
      )}
    </>
  );
}
