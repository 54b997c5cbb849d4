import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useSearchParams } from "react-router";
import { Failure } from "../../ui/failure.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { usePolicy } from "../../ui/policy.ts";
import { useMe } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/policy.ts";
import { HowItDecides } from "./how-it-decides.tsx";
import { RoleList } from "./role-list.tsx";
import { RuleList } from "./rule-list.tsx";
import { WhoMay } from "./who-may.tsx";
import "./policy.css";

/** /policy: the rules in words, who may do what, and to those who oversee the roles. */
export default function PolicyPage() {
  const policy = usePolicy();
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const view = search.get("view") ?? "rules";
  const open = (next: string) => {
    const params = new URLSearchParams(search);
    if (next === "rules") params.delete("view");
    else params.set("view", next);
    setSearch(params);
  };
  return (
    <Page title={texts.title} description={texts.description}>
      {policy.error && <Failure error={policy.error} retry={() => void policy.refetch()} />}
      {policy.data && me.data ? (
        <Tabs
          activeTabId={view}
          onChange={({ detail }) => open(detail.activeTabId)}
          ariaLabel={texts.title}
          tabs={[
            {
              id: "rules",
              label: texts.tabs.rules,
              content: (
                <SpaceBetween size="l">
                  <HowItDecides policy={policy.data} />
                  {!policy.data.roles && <div>{texts.rules.yours}</div>}
                  <RuleList rules={policy.data.rules} me={me.data} />
                </SpaceBetween>
              ),
            },
            {
              id: "who",
              label: (
                <>
                  {texts.tabs.who}
                  <span className="policy-wide">{texts.tabs.what}</span>
                </>
              ),
              content: <WhoMay policy={policy.data} me={me.data} />,
            },
            ...(policy.data.roles
              ? [{ id: "roles", label: texts.tabs.roles, content: <RoleList roles={policy.data.roles} /> }]
              : []),
          ]}
        />
      ) : (
        !policy.error && <PageLoading />
      )}
    </Page>
  );
}
