import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ShownWhole } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Earlier } from "./earlier.tsx";
import { Facts } from "./facts.tsx";
import { PersonName } from "./person-name.tsx";
import { LastingReach, RoleFacts } from "./reach.tsx";
import { StagesLine } from "./stages-line.tsx";
import { Why } from "./why.tsx";
import "./request.css";

/** All there is to judge a request by; what matters most comes first. */
export function Details({ request }: { readonly request: ShownWhole }) {
  const { role, earlier, requester } = request;
  const [before, after] = texts.earlier.title;
  return (
    <SpaceBetween size="m">
      <Container>
        <SpaceBetween size="m">
          <LastingReach role={role} />
          <Why request={request} />
          <Facts request={request} />
        </SpaceBetween>
      </Container>
      <div className="request-columns">
        <Section title={texts.stages.title}>
          <StagesLine request={request} />
        </Section>
        <SpaceBetween size="m">
          {role.policies !== undefined && (
            <Section title={texts.role.title}>
              <RoleFacts role={role} />
            </Section>
          )}
          {earlier && (
            <Section
              title={
                <>
                  {before} <PersonName>{requester.name}</PersonName> {after}
                </>
              }
            >
              <Earlier requests={earlier} />
            </Section>
          )}
        </SpaceBetween>
      </div>
    </SpaceBetween>
  );
}

/** A part of a request under its heading. */
export function Section({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return <Container header={<Header variant="h2">{title}</Header>}>{children}</Container>;
}
