import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import { texts } from "../../ui/texts/audit.ts";

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** A day, typed or picked. */
export function DayField({ label, value, onChange, error }: DayFieldProps) {
  return (
    <FormField label={label} errorText={error}>
      <DatePicker
        value={value}
        format="iso"
        inputFormat="iso"
        locale="en-GB"
        startOfWeek={1}
        placeholder={texts.filter.placeholders.day}
        i18nStrings={{ openCalendarAriaLabel: texts.filter.calendar(label) }}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
