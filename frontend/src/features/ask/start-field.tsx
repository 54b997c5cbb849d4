import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useController } from "react-hook-form";
import { parseDuration } from "../../../../core/duration.ts";
import { serverNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/ask.ts";
import { Moment, zone } from "../../ui/time.tsx";
import { durationIn } from "./ask-draft.ts";
import type { FieldProps } from "./ask-fields.tsx";
import { dateText, momentOf, nextHour, timeText } from "./start-time.ts";

const words = texts.form;
const furthest = 90 * 86_400_000;

interface StartFieldProps extends FieldProps {
  /** Whether somebody has to approve first. */
  readonly approved: boolean;
  readonly duration: string;
}

/** When the access begins: with the approval, or at a day and time of the person's own zone. */
export function StartField({ control, errorOf, approved, duration }: StartFieldProps) {
  const later = useController({ control, name: "later" }).field;
  const date = useController({ control, name: "date" }).field;
  const time = useController({ control, name: "time" }).field;
  const choose = (value: boolean) => {
    later.onChange(value);
    if (!value || date.value !== "" || time.value !== "") return;
    const start = nextHour(serverNow());
    date.onChange(dateText(start));
    time.onChange(timeText(start));
  };
  const now = serverNow();
  const kind = approved ? "approved" : "unapproved";
  return (
    <SpaceBetween size="xs">
      <FormField label={words.start} errorText={later.value ? undefined : errorOf("later")} stretch>
        <RadioGroup
          ref={later.ref}
          value={later.value ? "later" : "now"}
          onChange={({ detail }) => choose(detail.value === "later")}
          items={[
            { value: "now", label: words.now[kind] },
            { value: "later", label: words.later },
          ]}
        />
      </FormField>
      {later.value && (
        <>
          <FormField constraintText={words.zone(zone)} errorText={errorOf("later")} stretch>
            <div className="ask-choice">
              <div className="ask-date">
                <Input
                  ariaLabel={words.date}
                  nativeInputAttributes={{
                    type: "date",
                    min: dateText(new Date(now)),
                    max: dateText(new Date(now + furthest)),
                  }}
                  value={date.value}
                  onBlur={date.onBlur}
                  onChange={({ detail }) => date.onChange(detail.value)}
                />
              </div>
              <div className="ask-time">
                <Input
                  ariaLabel={words.time}
                  nativeInputAttributes={{ type: "time" }}
                  value={time.value}
                  onBlur={time.onBlur}
                  onChange={({ detail }) => time.onChange(detail.value)}
                />
              </div>
            </div>
          </FormField>
          <StartText date={date.value} time={time.value} duration={duration} />
        </>
      )}
    </SpaceBetween>
  );
}

/** From when to when, here and in UTC. */
function StartText({
  date,
  time,
  duration,
}: {
  readonly date: string;
  readonly time: string;
  readonly duration: string;
}) {
  const start = momentOf(date, time);
  if (start.is !== "time") return null;
  const seconds = parseDuration(durationIn(duration) ?? "");
  return (
    <div>
      {words.starts} <Moment at={start.at} /> {words.utc(utcText(start.at))}
      {seconds !== undefined && (
        <>
          , {words.ends} <Moment at={new Date(Date.parse(start.at) + seconds * 1000).toISOString()} brief />
        </>
      )}
      . {start.twice && words.twice(time)}
    </div>
  );
}

/** `2026-11-22 09:00`. */
function utcText(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
