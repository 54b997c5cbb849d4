import DatePicker from "@cloudscape-design/components/date-picker";
import { useEffect, useRef } from "react";
import { texts } from "./texts/ui.ts";

interface DayPickerProps {
  /** Of the field that it stands in. */
  readonly label: string;
  /** Like 2026-11-22; empty without one. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A day, typed or picked from a calendar. */
export function DayPicker({ label, value, onChange }: DayPickerProps) {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Cloudscape opens the calendar in a dialog that it gives no name.
    const name = () => around.current?.querySelector('[role="dialog"]')?.setAttribute("aria-label", label);
    const opened = new MutationObserver(name);
    if (around.current) opened.observe(around.current, { childList: true, subtree: true });
    return () => opened.disconnect();
  }, [label]);
  return (
    <div ref={around}>
      <DatePicker
        value={value}
        format="iso"
        inputFormat="iso"
        locale="en-GB"
        startOfWeek={1}
        placeholder={texts.day.hint}
        i18nStrings={{ openCalendarAriaLabel: (day) => texts.day.calendar(label, day) }}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </div>
  );
}
