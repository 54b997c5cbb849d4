import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { memo, type ReactNode } from "react";
import { Link } from "react-router";
import type { ShownOffer, ShownRule } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/ask.ts";
import { askPath, type Place, placeKey, placeOf, useOffers } from "./offers.ts";
import "./ask.css";

const words = texts.offer;

interface StarProps {
  readonly starred: ReadonlySet<string>;
  readonly onStar: (place: Place) => void;
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
        const place = placeOf(offer);
        return (
          <li key={placeKey(place)}>
            <Name place={place} {...star} />
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
export function PlaceList({
  places,
  label,
  ...star
}: StarProps & { readonly places: readonly Place[]; readonly label: string }) {
  const offers = useOffers(places);
  return (
    <List label={label}>
      {places.map((place, position) => {
        const offer = offers[position];
        return (
          <li key={placeKey(place)}>
            <Name place={place} {...star} />
            <div className="offer-text">
              <Where account={offer?.account ?? place.account} />
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

function Name({ place, starred, onStar }: StarProps & { readonly place: Place }) {
  const name = words.name(place.role, place.account.name);
  return (
    <>
      <div className="offer-name">
        <Link to={askPath(place)} aria-label={name}>
          <b>{place.role}</b> {words.in} <b>{place.account.name}</b>
        </Link>
      </div>
      <button
        type="button"
        className="offer-star"
        aria-label={words.star(name)}
        aria-pressed={starred.has(placeKey(place))}
        onClick={() => onStar(place)}
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
