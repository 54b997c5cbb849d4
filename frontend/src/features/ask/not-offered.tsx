import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import type { ShownAnalysis } from "../../../../core/api.ts";
import { post } from "../../ui/api.ts";
import { Failure } from "../../ui/failure.tsx";
import { PageLoading } from "../../ui/page.tsx";
import { texts } from "../../ui/texts/ask.ts";

const words = texts.notOffered;

/** Why a role in an account may not be asked for, in the policy's words. */
export function NotOffered({ account, role }: { readonly account: string; readonly role: string }) {
  const preview = useQuery({
    queryKey: ["preview", account, role],
    queryFn: ({ signal }) =>
      post<ShownAnalysis>("/requests/preview", { account, role, duration: "1h", justification: "" }, { signal }),
  });
  if (preview.error) return <Failure error={preview.error} retry={() => void preview.refetch()} />;
  if (!preview.data) return <PageLoading />;
  const messages = preview.data.unmet.map(({ message }) => message);
  return (
    <Alert type="warning" header={words.title}>
      {messages.length === 0 ? words.unknown : messages.join(" ")}
    </Alert>
  );
}
