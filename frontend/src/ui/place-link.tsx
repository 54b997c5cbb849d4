import Link, { type LinkProps } from "@cloudscape-design/components/link";
import { useNavigate } from "react-router";

/** A link to a place inside the dashboard, which opens without loading the page anew. */
export function PlaceLink({ href, ...props }: LinkProps & { readonly href: string }) {
  const navigate = useNavigate();
  return (
    <Link
      {...props}
      href={href}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        navigate(href);
      }}
    />
  );
}
