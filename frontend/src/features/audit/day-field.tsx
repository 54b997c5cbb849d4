import FormField from "@cloudscape-design/components/form-field";
import { DayPicker } from "../../ui/day-picker.tsx";

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

export function DayField({ label, value, onChange, error }: DayFieldProps) {
  return (
    <FormField label={label} errorText={error}>
      <DayPicker label={label} value={value} onChange={onChange} />
    </FormField>
  );
}
