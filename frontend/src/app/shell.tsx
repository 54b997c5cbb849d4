import Alert from "@cloudscape-design/components/alert";
import Flashbar from "@cloudscape-design/components/flashbar";
import { onlineManager } from "@tanstack/react-query";
import { Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { Outlet, useLocation } from "react-router";
import { Failure } from "../ui/failure.tsx";
import { forgetFlashes, useFlashes } from "../ui/flash.tsx";
import { PageLoading } from "../ui/page.tsx";
import { useMe } from "../ui/requests.ts";
import { texts } from "../ui/texts/app.ts";
import { BottomLine } from "./bottom-line.tsx";
import { Navigation } from "./navigation.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { TopBar } from "./top-bar.tsx";
import "./shell.css";

/** The frame around every page: who is signed in, the places (at the thumb on a phone), messages. */
export function Shell() {
  const me = useMe();
  const flashes = useFlashes();
  const { pathname } = useLocation();
  const online = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <TopBar me={me.data} />
      <Navigation me={me.data} />
      <main id="content" tabIndex={-1} ref={useFreshStart(pathname)}>
        <div className="messages">
          <Flashbar items={[...flashes]} />
          {!online && <Alert type="warning">{texts.offline}</Alert>}
          {me.error && <Failure error={me.error} retry={() => void me.refetch()} />}
        </div>
        <PageBoundary key={pathname}>
          <Suspense fallback={<PageLoading />}>
            <Outlet />
          </Suspense>
        </PageBoundary>
      </main>
      <BottomLine me={me.data} />
    </div>
  );
}

/** A new place begins at its top, without what was said before, and is where those who listen or use keys go on reading. */
function useFreshStart(pathname: string) {
  const content = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    forgetFlashes();
    scrollTo(0, 0);
    // A page that begins with a field to type into has the focus already.
    if (!content.current?.contains(document.activeElement)) content.current?.focus({ preventScroll: true });
  }, [pathname]);
  return content;
}
