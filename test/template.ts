import { functionsOf } from "../local/deployed.ts";
import { loadTemplate, type Template } from "../local/template.ts";

/** The hub's template as CloudFormation would see it, with names in place of what only a deployment knows. */
export function hubTemplate(dir: string): Template {
  return loadTemplate({
    dir,
    stack: "StintHub",
    account: "999988887777",
    region: "eu-west-1",
    values: {
      "AWS::Cognito::UserPool.Ref": "pool",
      "AWS::Cognito::UserPool.ProviderURL": "https://issuer.example.com",
      "AWS::Cognito::UserPoolClient.Ref": (id) => id,
      "AWS::CloudFront::Distribution.DomainName": "stint.example.com",
    },
  });
}

/** One action on one resource that a role allows. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** What the role of each function allows, action by action and resource by resource. */
export function functionGrants(dir: string): { name: string; roleArn: string; grants: readonly Grant[] }[] {
  const template = hubTemplate(dir);
  const roleNames = new Map(template.ofType("AWS::IAM::Role").map(({ name, arn }) => [arn, name]));
  return functionsOf(template).map(({ fn, roleArn }) => ({
    name: (fn.environment.POWERTOOLS_SERVICE_NAME ?? fn.name).replace(/^stint-/, ""),
    roleArn,
    grants: template.ofType("AWS::IAM::Policy").flatMap(({ properties }) => {
      const { PolicyDocument, Roles } = properties as { PolicyDocument: { Statement: Statement[] }; Roles?: string[] };
      return Roles?.includes(roleNames.get(roleArn) ?? "") ? PolicyDocument.Statement.flatMap(grantsOf) : [];
    }),
  }));
}

/** The role of a target account that publishes its cut-off list, and what it allows. */
export function cutOffGrants(dir: string, account: string): { roleArn: string; grants: readonly Grant[] } {
  const template = loadTemplate({ dir, stack: "StintTarget", account, region: "eu-west-1", values: {} });
  const [role] = template.ofType("AWS::IAM::Role").filter(({ arn }) => arn.includes(":role/stint-control/"));
  if (!role) throw new Error("the target stack has no cut-off role");
  const { Policies } = role.properties as { Policies: { PolicyDocument: { Statement: Statement[] } }[] };
  const grants = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(grantsOf));
  return { roleArn: role.arn, grants };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

function grantsOf({ Effect, Action, Resource }: Statement): Grant[] {
  if (Effect !== "Allow") return [];
  return [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource })));
}
