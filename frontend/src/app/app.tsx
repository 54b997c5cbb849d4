import { I18nProvider } from "@cloudscape-design/components/i18n";
import english from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter, Route, Routes } from "react-router";
import { ApiError } from "../ui/api.ts";
import { part } from "../ui/part.ts";
import { NotFound } from "./not-found.tsx";
import { Shell } from "./shell.tsx";

const AccessPage = part(() => import("../features/access/access-page.tsx"));
const CatalogPage = part(() => import("../features/ask/catalog-page.tsx"));
const AskPage = part(() => import("../features/ask/ask-page.tsx"));
const ApprovalsPage = part(() => import("../features/approvals/approvals-page.tsx"));
const RequestPage = part(() => import("../features/request/request-page.tsx"));
const RunningPage = part(() => import("../features/running/running-page.tsx"));
const AuditPage = part(() => import("../features/audit/audit-page.tsx"));
const PolicyPage = part(() => import("../features/policy/policy-page.tsx"));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What Stint refused it refuses again; what could not be reached may be there in a moment.
      retry: (count, error) => count < 2 && error instanceof ApiError && isPassing(error),
      // Whoever waits is told after two seconds; what is on show is tried again anyway.
      retryDelay: (count) => 600 * 2 ** count,
      staleTime: 1000,
    },
    mutations: { networkMode: "always" },
  },
});

function isPassing({ code }: ApiError): boolean {
  return code === "unreachable" || code === "upstream" || code === "too_many";
}

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <I18nProvider locale="en" messages={[english]}>
        <BrowserRouter>
          <Routes>
            <Route element={<Shell />}>
              <Route index element={<AccessPage />} />
              <Route path="ask" element={<CatalogPage />} />
              <Route path="ask/:account/:role" element={<AskPage />} />
              <Route path="approvals" element={<ApprovalsPage />} />
              <Route path="requests/:id" element={<RequestPage />} />
              <Route path="running" element={<RunningPage />} />
              <Route path="audit" element={<AuditPage />} />
              <Route path="policy" element={<PolicyPage />} />
              <Route path="*" element={<NotFound />} />
            </Route>
          </Routes>
        </BrowserRouter>
      </I18nProvider>
    </QueryClientProvider>
  );
}
