import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useEffect, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { phases } from "../../../../core/request.ts";
import type { Day } from "../../ui/days.ts";
import { roomForTable } from "../../ui/table/table-width.ts";
import { texts } from "../../ui/texts/audit.ts";
import { texts as general } from "../../ui/texts/ui.ts";
import { zone } from "../../ui/time.tsx";
import { useWide } from "../../ui/wide.ts";
import {
  type AuditFilter,
  defaultFilter,
  type FilterFields,
  type FilterKey,
  type FilterProblem,
  fieldsOf,
  filterKeys,
  readFilter,
} from "./audit-filter.ts";
import { DayField } from "./day-field.tsx";
import { type Preset, presetDays, presets } from "./day-presets.ts";
import { recognized } from "./known.ts";
import { AccountField, PersonField, RoleField, RuleField } from "./suggesting-fields.tsx";
import { useKnown } from "./use-known.ts";
import "./audit.css";

interface FilterFormProps {
  /** What the page shows; undefined when its address makes no sense. */
  readonly filter: AuditFilter | undefined;
  readonly today: Day;
  /** Whose people and accounts are known by their names. */
  readonly items: readonly ShownRequest[];
  readonly onShow: (filter: AuditFilter) => void;
  readonly onReset: () => void;
}

const words = texts.filter;
const days = presets.map((value) => ({ value, label: words.presets[value] }));

/** Asks for person, account, role, rule, phase and days. What is typed counts when it is sent; a choice of days at once. */
export function FilterForm({ filter, today, items, onShow, onReset }: FilterFormProps) {
  const wide = useWide(roomForTable);
  const [open, setOpen] = useState(wide);
  const [fields, setFields] = useState<FilterFields>(fieldsOf(filter ?? {}));
  const [problems, setProblems] = useState<readonly FilterProblem[]>([]);
  const known = useKnown(items, fields.account);
  const fill = useCallback((shown: AuditFilter | undefined) => {
    setFields(fieldsOf(shown ?? {}));
    setProblems([]);
  }, []);
  useEffect(() => fill(filter), [fill, filter]);

  const show = (changed: FilterFields) => {
    const read = readFilter(recognized(changed, known), today);
    if ("filter" in read) {
      fill(read.filter);
      onShow(read.filter);
    } else {
      setFields(changed);
      setProblems(read.problems);
    }
  };
  const field = (key: FilterKey) => ({
    value: fields[key],
    onChange: (value: string) => {
      setFields((last) => ({ ...last, [key]: value }));
      setProblems((last) => last.filter((problem) => !isAbout(problem, key)));
    },
    error: errorOf(problems, key),
  });
  return (
    <ExpandableSection
      variant="container"
      headerText={words.title}
      headerDescription={filter === undefined ? "" : summaryOf(filter)}
      expanded={open}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          show(fields);
        }}
      >
        <SpaceBetween size="l">
          <ColumnLayout columns={4} minColumnWidth={190}>
            <PersonField {...field("requester")} people={known.requester} />
            <AccountField {...field("account")} />
            <RoleField {...field("role")} />
            <RuleField {...field("rule")} />
            <PhaseField {...field("phase")} />
            <FormField label={words.days} constraintText={words.zone(zone)}>
              <Select
                options={days}
                selectedOption={days.find(({ value }) => value === presetOf(fields, today)) ?? null}
                placeholder={words.ownDays}
                onChange={({ detail }) =>
                  show({ ...fields, ...presetDays(detail.selectedOption.value as Preset, today) })
                }
              />
            </FormField>
            <DayField label={words.labels.from} {...field("from")} />
            <DayField label={words.labels.to} {...field("to")} />
          </ColumnLayout>
          <div className="audit-send">
            <Button variant="primary" formAction="submit">
              {words.show}
            </Button>
            <Button
              variant="link"
              formAction="none"
              onClick={() => {
                // The address may stay as it is, and with it what fills the fields otherwise.
                fill(defaultFilter(today));
                onReset();
              }}
            >
              {words.reset}
            </Button>
            <div className="audit-unapplied" role="status">
              {filter !== undefined && differ(fields, fieldsOf(filter)) && (
                <StatusIndicator type="info">{words.unapplied}</StatusIndicator>
              )}
            </div>
          </div>
        </SpaceBetween>
      </form>
    </ExpandableSection>
  );
}

interface PhaseFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

function PhaseField({ value, onChange, error }: PhaseFieldProps) {
  const options = [
    { value: "", label: words.anyPhase },
    { value: "open", label: words.open },
    ...phases.map((phase) => ({ value: phase, label: general.phases[phase] })),
  ];
  return (
    <FormField label={words.labels.phase} errorText={error}>
      <Select
        options={options}
        selectedOption={options.find((option) => option.value === value) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
      />
    </FormField>
  );
}

function presetOf({ from, to }: FilterFields, today: Day): Preset | undefined {
  return presets.find((preset) => {
    const days = presetDays(preset, today);
    return days.from === from && days.to === to;
  });
}

function differ(fields: FilterFields, others: FilterFields): boolean {
  return filterKeys.some((key) => fields[key].trim() !== others[key]);
}

function isAbout(problem: FilterProblem, key: FilterKey): boolean {
  return problem.key === key || (problem.key === "order" && (key === "from" || key === "to"));
}

/** An order of days that makes no sense is said at the first of them. */
function errorOf(problems: readonly FilterProblem[], key: FilterKey): string | undefined {
  const problem = problems.find((one) => one.key === key || (one.key === "order" && key === "from"));
  return problem && words.problems[problem.key](problem.found);
}

function summaryOf({ from, to, phase, ...rest }: AuditFilter): string {
  const { requester, account, role, rule } = rest;
  const chosen = phase === undefined || phase === "open" ? phase && words.open : general.phases[phase];
  const parts = [words.summaryDays(from, to), requester, account, role, rule, chosen];
  return words.summary(parts.filter((part) => part !== undefined));
}
