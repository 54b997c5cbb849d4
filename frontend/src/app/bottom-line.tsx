import { useQuery } from "@tanstack/react-query";
import type { Me } from "../../../core/api.ts";
import { publicConfig } from "../ui/config.ts";
import { texts } from "../ui/texts/app.ts";
import { zone } from "../ui/time.tsx";

/** As whom one is signed in, and in which zone all times are. */
export function BottomLine({ me }: { readonly me: Me | undefined }) {
  const config = useQuery({ queryKey: ["config"], queryFn: publicConfig, staleTime: Number.POSITIVE_INFINITY });
  return (
    <footer className="bottom-line">
      {me && (
        <span>
          {me.email ?? texts.noEmail} · {texts.groups(me.groups)}
        </span>
      )}
      <span>{texts.zone(zone)}</span>
      {config.data && <span>{texts.version(config.data.version)}</span>}
    </footer>
  );
}
