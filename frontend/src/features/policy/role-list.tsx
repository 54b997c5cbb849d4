import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ShownRole } from "../../../../core/api.ts";
import { LastingReach, RoleFacts } from "../../ui/request/reach.tsx";
import { texts } from "../../ui/texts/policy.ts";

/** Every role of the catalog: what it may do, and whether somebody who has it could keep access. */
export function RoleList({ roles }: { readonly roles: readonly ShownRole[] }) {
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${roles.length})`}>
          {texts.roles}
        </Header>
      }
    >
      <ul className="policy-rules">
        {roles.map((role) => (
          <li key={role.name}>
            <SpaceBetween size="xs">
              <Box variant="h3" padding="n">
                {role.name}
              </Box>
              <LastingReach role={role} />
              <RoleFacts role={role} />
            </SpaceBetween>
          </li>
        ))}
      </ul>
    </Container>
  );
}
