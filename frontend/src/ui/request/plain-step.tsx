import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StepsProps } from "@cloudscape-design/components/steps";

/** A step whose sign alone has a colour: its words are read, not signalled. */
export function plainStep({ header, details, status, statusIconAriaLabel }: StepsProps.Step) {
  return {
    header,
    details: <div className="request-step">{details}</div>,
    icon: <StatusIndicator type={status} {...(statusIconAriaLabel && { iconAriaLabel: statusIconAriaLabel })} />,
  };
}
