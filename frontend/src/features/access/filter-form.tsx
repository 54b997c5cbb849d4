import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { DayPicker } from "../../ui/day-picker.tsx";
import { texts } from "../../ui/texts/access.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { zone } from "../../ui/time.tsx";
import { type FilterPart, type HistoryFilter, overPhases, wrongParts } from "./history-filter.ts";

interface FilterFormProps {
  readonly filter: HistoryFilter;
  /** Requests whose accounts and roles are suggested. */
  readonly known: readonly ShownRequest[];
  readonly onApply: (filter: Record<string, string>) => void;
}

const words = texts.filter;

/** Narrows the history, once Apply is pressed. */
export function FilterForm({ filter, known, onApply }: FilterFormProps) {
  const [fields, setFields] = useState<HistoryFilter>(filter);
  const [wrong, setWrong] = useState<readonly FilterPart[]>([]);
  const accounts = new Map(known.map(({ account }) => [account.id, account.name]));
  const roles = [...new Set(known.map(({ role }) => role.name))];
  const given = Object.values(filter).length;

  const set = (part: FilterPart) => (text: string) => {
    setFields({ ...fields, [part]: text });
    setWrong(wrong.filter((other) => other !== part));
  };
  const apply = () => {
    const next = trimmed(fields, accounts);
    const found = wrongParts(next);
    setWrong(found);
    if (found.length === 0) onApply(next);
  };
  const errorOf = (part: FilterPart, text: string) => (wrong.includes(part) ? text : undefined);

  return (
    <ExpandableSection
      headerText={given > 0 ? words.inUse(given) : words.title}
      headingTagOverride="h3"
      defaultExpanded={given > 0}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <SpaceBetween size="s">
          <div className="access-filter">
            <FormField label={words.phase}>
              <Select
                selectedOption={phaseOption(fields.phase)}
                options={["", ...overPhases].map(phaseOption)}
                onChange={({ detail }) => set("phase")(detail.selectedOption.value ?? "")}
              />
            </FormField>
            <FormField label={words.account} errorText={errorOf("account", words.accountError)}>
              <Autosuggest
                value={fields.account ?? ""}
                placeholder={words.accountHint}
                options={[...accounts].map(([id, name]) => ({ value: id, label: name, description: id }))}
                enteredTextLabel={words.use}
                empty={words.noneKnown}
                onChange={({ detail }) => set("account")(detail.value)}
              />
            </FormField>
            <FormField label={words.role} errorText={errorOf("role", words.roleError)}>
              <Autosuggest
                value={fields.role ?? ""}
                placeholder={words.roleHint}
                options={roles.map((value) => ({ value }))}
                enteredTextLabel={words.use}
                empty={words.noneKnown}
                onChange={({ detail }) => set("role")(detail.value)}
              />
            </FormField>
            <Day
              label={words.from}
              value={fields.from}
              error={errorOf("from", words.dayError)}
              onChange={set("from")}
            />
            <Day
              label={words.to}
              value={fields.to}
              error={errorOf("to", fields.from && fields.to ? words.toError : words.dayError)}
              onChange={set("to")}
            />
          </div>
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="submit">{words.apply}</Button>
            {given > 0 && (
              <Button
                variant="link"
                formAction="none"
                onClick={() => {
                  setFields({});
                  setWrong([]);
                  onApply({});
                }}
              >
                {words.clear}
              </Button>
            )}
          </SpaceBetween>
        </SpaceBetween>
      </form>
    </ExpandableSection>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (day: string) => void;
}

function Day({ label, value = "", error, onChange }: DayProps) {
  return (
    <FormField label={label} constraintText={words.zone(zone)} errorText={error}>
      <DayPicker label={label} value={value} onChange={onChange} />
    </FormField>
  );
}

function phaseOption(phase = "") {
  const known = overPhases.find((one) => one === phase);
  return { value: phase, label: known ? shared.phases[known] : words.anyPhase };
}

/** Without what is empty; an account by its name becomes its id. */
function trimmed(fields: HistoryFilter, accounts: ReadonlyMap<string, string>): Record<string, string> {
  const given = Object.entries(fields).map(([part, text]) => [part, text.trim()] as const);
  const next = Object.fromEntries(given.filter(([, text]) => text !== ""));
  const named = [...accounts].find(([, name]) => name === next.account);
  return named ? { ...next, account: named[0] } : next;
}
