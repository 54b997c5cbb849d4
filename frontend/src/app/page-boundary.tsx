import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { Page } from "../ui/page.tsx";
import { texts } from "../ui/texts/app.ts";

/** Keeps a page that fails from taking navigation and messages with it. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Page title={texts.broken.title}>
        <Alert type="error" action={<Button onClick={() => location.reload()}>{texts.broken.reload}</Button>}>
          {texts.broken.text}
        </Alert>
      </Page>
    );
  }
}
