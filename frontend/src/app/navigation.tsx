import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import { NavLink } from "react-router";
import type { Me } from "../../../core/api.ts";
import { useQueue } from "../ui/requests.ts";
import { texts } from "../ui/texts/app.ts";

/** Milliseconds between two looks at whether something waits for this person, wherever they are. */
const glance = 10_000;

/** The places that this person has something to do at: beside the page, or at its bottom edge on a phone. */
export function Navigation({ me }: { readonly me: Me | undefined }) {
  const queue = useQueue(glance, me?.approver === true);
  const oversees = me?.auditor === true || me?.administrator === true;
  return (
    <nav className="places" aria-label={texts.navigation}>
      <ul>
        <Place to="/" text={texts.places.access} icon="unlocked" />
        <Place to="/ask" text={texts.places.ask} icon="add-plus" />
        {me?.approver && (
          <Place to="/approvals" text={texts.places.approvals} icon="check" count={queue.data?.length ?? 0} />
        )}
        {(me?.approver || oversees) && <Place to="/running" text={texts.places.running} icon="status-in-progress" />}
        {oversees && <Place to="/audit" text={texts.places.audit} icon="search" />}
        <Place to="/policy" text={texts.places.policy} icon="security" />
      </ul>
    </nav>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly text: { readonly full: string; readonly short: string };
  readonly icon: IconProps.Name;
  /** How many wait there; nothing is shown for none. */
  readonly count?: number;
}

function Place({ to, text, icon, count = 0 }: PlaceProps) {
  return (
    <li>
      <NavLink to={to} end={to === "/"}>
        <Icon name={icon} />
        <span className="on-wide">{text.full}</span>
        <span className="on-phone" aria-hidden="true">
          {text.short}
        </span>
        {count > 0 && (
          <span className="count">
            <span aria-hidden="true">{count}</span>
            <span className="unseen">{texts.waitingForYou(count)}</span>
          </span>
        )}
      </NavLink>
    </li>
  );
}
