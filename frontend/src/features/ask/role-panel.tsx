import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownRole } from "../../../../core/api.ts";
import { LastingReach, RoleFacts } from "../../ui/request/reach.tsx";
import { texts } from "../../ui/texts/request.ts";
import "../../ui/request/request.css";

/** What the person would be lent. */
export function RolePanel({ role }: { readonly role: ShownRole }) {
  return (
    <Container header={<Header variant="h2">{texts.role.title}</Header>}>
      <SpaceBetween size="s">
        <LastingReach role={role} />
        <RoleFacts role={role} />
      </SpaceBetween>
    </Container>
  );
}
