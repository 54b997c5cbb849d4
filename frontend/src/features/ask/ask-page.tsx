import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import type { ShownOffer, ShownWhole } from "../../../../core/api.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { readRequest, useMe } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/ask.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { draftFrom, emptyDraft } from "./ask-draft.ts";
import { AskForm } from "./ask-form.tsx";
import { NotOffered } from "./not-offered.tsx";
import { whereText } from "./offer-list.tsx";
import { useOffer } from "./offers.ts";

const words = texts.form;

/** Ask for a role in an account: `?again=<id>` fills in from that request, `?rule=<id>` chooses the rule. */
export default function AskPage() {
  const { account = "", role = "" } = useParams();
  const offer = useOffer(account, role);
  const found = offer.data?.account;
  return (
    <Page
      title={shared.subject(role, found?.name ?? account)}
      description={whereText(found ?? { id: account })}
      actions={<PlaceLink href="/ask">{words.back}</PlaceLink>}
    >
      {offer.data ? (
        <Prepared offer={offer.data} />
      ) : offer.data === null ? (
        <NotOffered account={account} role={role} />
      ) : offer.error ? (
        <Failure error={offer.error} retry={() => void offer.refetch()} />
      ) : (
        <PageLoading />
      )}
    </Page>
  );
}

/** The form, once it is known who asks and what it begins with. */
function Prepared({ offer }: { readonly offer: ShownOffer }) {
  const [params, setParams] = useSearchParams();
  const again = params.get("again") ?? undefined;
  const named = params.get("rule");
  const me = useMe();
  const earlier = useEarlier(again);
  if (!me.data || earlier.isLoading) return <PageLoading />;
  const { account, role } = offer;
  const same = earlier.data && isAgain(earlier.data, me.data.id, offer) ? earlier.data : undefined;
  const key = [me.data.id, account.id, role.name, ...(again === undefined ? [] : [again])].join("/");
  return (
    <AskForm
      key={key}
      offer={offer}
      draftKey={`ask/${key}`}
      initial={same ? draftFrom(same, offer) : emptyDraft(offer)}
      {...(again !== undefined && { notice: same ? words.again : words.dropped })}
      {...(named !== null && { named })}
      onRule={(rule) => setParams({ ...(again && { again }), ...(rule && { rule }) }, { replace: true })}
    />
  );
}

/** Whether it is this person's own, for the same role in the same account: nobody is sent a form with words of others in it. */
function isAgain({ requester, account, role }: ShownWhole, person: string, offer: ShownOffer): boolean {
  return requester.id === person && account.id === offer.account.id && role.name === offer.role.name;
}

/** The request to ask for again, as it was when the form was opened. */
function useEarlier(id: string | undefined) {
  return useQuery({
    queryKey: ["requests", "again", id],
    queryFn: ({ signal }) => readRequest(id ?? "", signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
