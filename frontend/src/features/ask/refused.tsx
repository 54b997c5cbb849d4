import Alert from "@cloudscape-design/components/alert";
import { ApiError } from "../../ui/api.ts";
import { Failure, messageOf } from "../../ui/failure.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/ask.ts";

const words = texts.failed;

/** Why nothing was requested, or that this is not known. What the list of reasons says is not said again. */
export function Refused({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiError)) return <Failure error={error} title={words.title} />;
  if (isReasoned(error)) return null;
  if (error.code === "unreachable" || error.code === "upstream")
    return (
      <Alert type="warning" header={words.unknown}>
        {words.unknownText}
      </Alert>
    );
  if (error.code === "too_many")
    return (
      <Alert type="error" header={words.title}>
        {messageOf(error)} <PlaceLink href="/">{words.tooMany}</PlaceLink>
      </Alert>
    );
  return <Failure error={error} title={words.title} />;
}

/** Whether the preview says it too, reason by reason. */
function isReasoned({ details }: ApiError): boolean {
  return Array.isArray(details) || Object(details).unmet !== undefined;
}
