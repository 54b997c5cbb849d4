import { readFileSync } from "node:fs";
import { inject } from "vitest";
import { synthesize } from "../../local/synth.ts";
import { withEveryOption } from "./deployments.ts";

// biome-ignore lint/suspicious/noExplicitAny: templates are looked at as the tests need them
export type Properties = any;

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
}

/** A synthesized stack's resources, as CloudFormation gets them. */
export interface Resources {
  readonly all: readonly Resource[];
  ofType(type: string): readonly Resource[];
  /** The only one of its type, or the only one whose logical id starts so. */
  one(type: string, id?: string): Resource;
  /** The value of the stack's output of this name, undefined where it has none. */
  output(name: string): unknown;
}

/** The hub's template for the shipped config. */
export const shippedHub = () => read(inject("assembly"));

/** The hub's template with every option of deployment.yaml in use. */
export const hubWithEveryOption = async (provider: "oidc" | "saml") =>
  read(await synthesize(withEveryOption(provider)));

function read(assembly: string): Resources {
  const text = readFileSync(`${assembly}/StintHub.template.json`, "utf8");
  const { Resources, Outputs = {} } = JSON.parse(text) as {
    Resources: Record<string, Omit<Resource, "id">>;
    Outputs?: Record<string, { Value: unknown }>;
  };
  const all = Object.entries(Resources).map(([id, resource]) => ({ id, ...resource }));
  const ofType = (type: string) => all.filter(({ Type }) => Type === type);
  return {
    all,
    ofType,
    one(type, id = "") {
      const [found, ...more] = ofType(type).filter((resource) => resource.id.startsWith(id));
      if (!found || more.length > 0) throw new Error(`there are ${more.length + (found ? 1 : 0)} ${type} ${id}`);
      return found;
    },
    output: (name) => Outputs[name]?.Value,
  };
}

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What a role's policies in the template say, by the role's logical id. */
export function statementsOf(hub: Resources, role: string): Statement[] {
  return hub
    .ofType("AWS::IAM::Policy")
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

/** The logical ids of the roles that are allowed an action. */
export function allowed(hub: Resources, action: string): string[] {
  return hub
    .ofType("AWS::IAM::Role")
    .filter(({ id }) =>
      statementsOf(hub, id).some(({ Effect, Action }) => Effect === "Allow" && [Action].flat().includes(action)),
    )
    .map(({ id }) => id);
}
