import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { SignInFailed } from "./app/sign-in-failed.tsx";
import { publicConfig } from "./ui/config.ts";
import { accessToken, followSignOuts, returnFromSignIn, signIn } from "./ui/session.ts";
import { startTheme } from "./ui/theme.ts";
import "./ui/base.css";

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
