import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { memo, type ReactNode } from "react";
import { Link } from "react-router";
import type { ShownOffer, ShownRule } from "../../../../core/api.ts";
import { askAddress } from "../../ui/addresses.ts";
import { texts } from "../../ui/texts/ask.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { useOffers, type Wanted, wantedKey, wantedOf } from "./offers.ts";
import "./ask.css";

const words = texts.offer;

interface StarProps {
  readonly starred: ReadonlySet<string>;
  readonly onStar: (wanted: Wanted) => void;
}

/** Entries that open the form, in full: found by a search. */
export const OfferList = memo(function OfferList({
  offers,
  label,
  ...star
}: StarProps & { readonly offers: readonly ShownOffer[]; readonly label: string }) {
  return (
    <List label={label}>
      {offers.map((offer) => {
        const wanted = wantedOf(offer);
        return (
          <li key={wantedKey(wanted)}>
            <Name wanted={wanted} {...star} />
            <div className="offer-text">
              <Where account={offer.account} />
              {offer.role.description} – {offer.role.purpose}
            </div>
            <Terms offer={offer} />
          </li>
        );
      })}
    </List>
  );
});

/** Entries that open the form, in brief: what the person knows already. One that is not offered any more says so. */
export function WantedList({
  list,
  label,
  ...star
}: StarProps & { readonly list: readonly Wanted[]; readonly label: string }) {
  const offers = useOffers(list);
  return (
    <List label={label}>
      {list.map((wanted, position) => {
        const offer = offers[position];
        return (
          <li key={wantedKey(wanted)}>
            <Name wanted={wanted} {...star} />
            <div className="offer-text">
              <Where account={offer?.account ?? wanted.account} />
            </div>
            {offer === null ? (
              <div className="offer-terms">
                <StatusIndicator type="warning">{words.gone}</StatusIndicator>
              </div>
            ) : (
              <Terms offer={offer} />
            )}
          </li>
        );
      })}
    </List>
  );
}

function List({ label, children }: { readonly label: string; readonly children: readonly ReactNode[] }) {
  return (
    <ul className="offers" aria-label={label}>
      {children}
    </ul>
  );
}

// Plain elements: a page of fifty has to be there before the next key is pressed.

function Name({ wanted, starred, onStar }: StarProps & { readonly wanted: Wanted }) {
  const name = shared.subject(wanted.role, wanted.account.name);
  return (
    <>
      <div className="offer-name">
        <Link to={askAddress(wanted.account.id, wanted.role)} aria-label={name}>
          <b>{wanted.role}</b> {shared.in} <b>{wanted.account.name}</b>
        </Link>
      </div>
      <button
        type="button"
        className="offer-star"
        aria-label={words.star(name)}
        aria-pressed={starred.has(wantedKey(wanted))}
        onClick={() => onStar(wanted)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 1.5l2 4.2 4.5.6-3.3 3.2.8 4.5L8 11.8 4 14l.8-4.5L1.5 6.3 6 5.7z" />
        </svg>
      </button>
    </>
  );
}

type KnownAccount = Pick<ShownOffer["account"], "id"> & Partial<ShownOffer["account"]>;

function Where({ account }: { readonly account: KnownAccount }) {
  return <div className="offer-where">{whereText(account)}</div>;
}

/** What tells an account from others: id, OU and tags, as far as they are known. */
export function whereText({ id, ou, tags = {} }: KnownAccount): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [id, ...(ou === undefined ? [] : [ou]), ...pairs].join(" · ");
}

function Terms({ offer }: { readonly offer: ShownOffer | undefined }) {
  return <div className="offer-terms">{offer && termsOf(offer).map((term) => <div key={term}>{term}</div>)}</div>;
}

function termsOf({ rule, alternatives = [] }: ShownOffer): string[] {
  return [
    words.most(rule.maxDuration),
    approvalText(rule),
    ...(alternatives.length > 0 ? [words.alternatives(alternatives.length)] : []),
  ];
}

/** Who approves under a rule, in brief. */
export function approvalText({ approval }: ShownRule): string {
  return approval === "none" ? words.unapproved : words.approvedBy(approval.map(({ name }) => name));
}
