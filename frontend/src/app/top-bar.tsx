import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { Link } from "react-router";
import type { Me } from "../../../core/api.ts";
import { messageOf } from "../ui/failure.tsx";
import { flash } from "../ui/flash.tsx";
import { signOut } from "../ui/session.ts";
import { texts } from "../ui/texts/app.ts";
import { type Appearance, choose, useAppearance } from "../ui/theme.ts";

const appearances = ["system", "light", "dark"] as const satisfies readonly Appearance[];

/** Stint's name, and the menu of whoever is signed in. */
export function TopBar({ me }: { readonly me: Me | undefined }) {
  const appearance = useAppearance();
  return (
    <header className="top">
      <Link className="brand" to="/">
        <img src="/icon.svg" alt="" width="28" height="28" />
        {texts.name}
      </Link>
      {me && (
        <ButtonDropdown
          expandToViewport
          items={[
            {
              id: "appearance",
              text: texts.appearance.menu,
              items: appearances.map((id) => ({
                id,
                text: texts.appearance[id],
                itemType: "checkbox" as const,
                checked: id === appearance,
              })),
            },
            { id: "sign-out", text: texts.signOut },
          ]}
          onItemClick={({ detail }) => {
            if (detail.id === "sign-out")
              signOut().catch((error: unknown) => flash({ type: "error", content: messageOf(error) }));
            else choose(detail.id as Appearance);
          }}
        >
          {me.name}
        </ButtonDropdown>
      )}
    </header>
  );
}
