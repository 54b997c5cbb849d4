import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ShownWhole } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { Name } from "./person-name.tsx";
import { Window } from "./window.tsx";

/** Who asked for what, where, for how long, under which rule. */
export function Facts({ request }: { readonly request: ShownWhole }) {
  const { id, requester, role, account, rule, askedAt, decideBy, phase, history } = request;
  const asked = history[0];
  return (
    <KeyValuePairs
      columns={3}
      minColumnWidth={120}
      items={[
        {
          label: texts.facts.who,
          value: (
            <>
              <Name>{requester.name}</Name>
              <Small>{requester.email}</Small>
              {asked?.type === "asked" && <Small>{texts.facts.groups(asked.ask.requester.groups)}</Small>}
            </>
          ),
        },
        {
          label: texts.facts.role,
          value: (
            <>
              <span className="typed">{role.name}</span>
              {role.purpose !== undefined && <Small>{role.purpose}</Small>}
            </>
          ),
        },
        {
          label: texts.facts.where,
          value: (
            <>
              <span className="typed">{account.name}</span>
              <Small>{account.id}</Small>
            </>
          ),
        },
        { label: texts.facts.howLong, value: <Window request={request} /> },
        {
          label: texts.facts.rule,
          value: (
            <>
              <span className="typed">{rule.id}</span>
              {rule.description !== undefined && <Small>{rule.description}</Small>}
            </>
          ),
        },
        { label: texts.facts.asked, value: <Moment at={askedAt} /> },
        ...(phase === "pending" && decideBy !== undefined
          ? [{ label: texts.facts.decideBy, value: <Moment at={decideBy} /> }]
          : []),
        { label: texts.facts.id, value: <Small>{id}</Small> },
      ]}
    />
  );
}

function Small({ children }: { readonly children: string }) {
  return (
    <Box variant="small" display="block">
      <span className="typed">{children}</span>
    </Box>
  );
}
