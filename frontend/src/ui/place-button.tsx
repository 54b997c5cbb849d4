import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import { useNavigate } from "react-router";

/** A button that leads to a place inside the dashboard, without loading the page anew. */
export function PlaceButton({ href, ...props }: ButtonProps & { readonly href: string }) {
  const navigate = useNavigate();
  return (
    <Button
      {...props}
      href={href}
      onFollow={(event) => {
        event.preventDefault();
        navigate(href);
      }}
    />
  );
}
