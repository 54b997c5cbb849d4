import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { SignInFailed } from "./app/sign-in-failed.tsx";
import { publicConfig } from "./ui/config.ts";
import { accessToken, followSignOuts, returnFromSignIn, signIn } from "./ui/session.ts";
import { startTheme } from "./ui/theme.ts";
import "./ui/base.css";

const reloaded = "stint.reloaded";

// A page that was opened before an upgrade asks for parts that may be gone: the new page has its own. Once a minute at most,
// so that a part which really is missing shows the error instead of loading for ever.
addEventListener("vite:preloadError", (event) => {
  // Without a network there is no new page either; what failed says so.
  if (!navigator.onLine) return;
  if (Date.now() - Number(sessionStorage.getItem(reloaded)) < 60_000) return;
  sessionStorage.setItem(reloaded, String(Date.now()));
  event.preventDefault();
  location.reload();
});

// A page that the browser kept and shows again knows nothing of what happened meanwhile: somebody may have signed out.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

startTheme();
followSignOuts();
const root = createRoot(document.getElementById("stint") as HTMLElement);

async function start(): Promise<void> {
  await publicConfig();
  const place = await returnFromSignIn();
  if (place !== undefined) history.replaceState(null, "", place);
  if ((await accessToken()) === undefined) return signIn();
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

start().catch((error: unknown) => root.render(<SignInFailed error={error} />));
