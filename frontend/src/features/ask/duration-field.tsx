import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import ToggleButton from "@cloudscape-design/components/toggle-button";
import { useController } from "react-hook-form";
import { parseDuration } from "../../../../core/duration.ts";
import { texts } from "../../ui/texts/ask.ts";
import { durationIn } from "./ask-draft.ts";
import type { FieldProps } from "./ask-fields.tsx";

const words = texts.form;
const usual = ["30m", "1h", "2h", "4h", "8h"];

/** For how long: typed, or one of the usual durations up to the rule's maximum. */
export function DurationField({ control, errorOf, most }: FieldProps & { readonly most: string }) {
  const { field } = useController({ control, name: "duration" });
  const longest = parseDuration(most) ?? 0;
  const presets = [...usual.filter((each) => (parseDuration(each) ?? 0) < longest), most];
  const chosen = parseDuration(durationIn(field.value) ?? "");
  return (
    <FormField label={words.duration} constraintText={words.durationHint(most)} errorText={errorOf("duration")} stretch>
      <div className="ask-choice">
        <div className="ask-duration">
          <Input
            ref={field.ref}
            ariaRequired
            autoComplete={false}
            value={field.value}
            onBlur={field.onBlur}
            onChange={({ detail }) => field.onChange(detail.value)}
          />
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own look */}
        <div role="group" aria-label={words.presets} className="ask-choice">
          {presets.map((preset) => (
            <ToggleButton
              key={preset}
              pressed={parseDuration(preset) === chosen}
              onChange={() => {
                field.onChange(preset);
                field.onBlur();
              }}
            >
              {words.preset(preset, preset === most)}
            </ToggleButton>
          ))}
        </div>
      </div>
    </FormField>
  );
}
