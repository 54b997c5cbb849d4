import { I18nProvider } from "@cloudscape-design/components/i18n";
import english from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { ApiError } from "../ui/api.ts";
import { NotFound } from "./not-found.tsx";
import { Shell } from "./shell.tsx";

const AccessPage = lazy(() => import("../features/access/access-page.tsx"));
const CatalogPage = lazy(() => import("../features/ask/catalog-page.tsx"));
const AskPage = lazy(() => import("../features/ask/ask-page.tsx"));
const ApprovalsPage = lazy(() => import("../features/approvals/approvals-page.tsx"));
const RequestPage = lazy(() => import("../features/request/request-page.tsx"));
const RunningPage = lazy(() => import("../features/running/running-page.tsx"));
const AuditPage = lazy(() => import("../features/audit/audit-page.tsx"));
const PolicyPage = lazy(() => import("../features/policy/policy-page.tsx"));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What Stint refused it refuses again; what could not be reached may be there in a moment.
      retry: (count, error) => count < 3 && error instanceof ApiError && isPassing(error),
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
