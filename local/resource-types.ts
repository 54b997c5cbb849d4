import { createHash } from "node:crypto";

/** How CloudFormation names the resources of one type, by the "Return values" of its reference page. */
export interface ResourceType {
  /** The property that may give the name. */
  readonly nameProperty?: string;
  /** How the name looks that the service gives otherwise. */
  readonly form?: NameForm;
  readonly arn?: (resource: Named) => string;
  readonly ref: "name" | "arn";
  /** What `Fn::GetAtt` gives beside `Arn`. */
  readonly attributes?: Readonly<Record<string, "name" | "arn" | ((resource: Named) => string)>>;
}

/** `name`: stack and logical id; `bucket`: in small letters. `id`: ten letters and digits. `client`: 26. `pool`: Region and nine. */
type NameForm = "name" | "bucket" | "id" | "client" | "pool" | "uuid";

/** What ARNs and attributes are made of. */
export interface Named {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** A resolved property, where it is a string. */
  property(name: string): string | undefined;
}

const inRegion = (service: string, tail: (name: string, resource: Named) => string) => (r: Named) =>
  `arn:${r.partition}:${service}:${r.region}:${r.account}:${tail(r.name, r)}`;

const table = {
  nameProperty: "TableName",
  ref: "name",
  arn: inRegion("dynamodb", (name) => `table/${name}`),
  // The service puts the time at which the stream was made.
  attributes: { StreamArn: inRegion("dynamodb", (name) => `table/${name}/stream/2000-01-01T00:00:00.000`) },
} as const;

/** The types whose names somebody refers to. A `Ref` to any other needs a value from the deployment. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::ApiGatewayV2::Api": { ref: "name", form: "id", attributes: { ApiId: "name" } },
  "AWS::ApiGatewayV2::Authorizer": { ref: "name", form: "id", attributes: { AuthorizerId: "name" } },
  "AWS::ApiGatewayV2::Integration": { ref: "name", form: "id", attributes: { IntegrationId: "name" } },
  "AWS::ApiGatewayV2::Route": { ref: "name", form: "id", attributes: { RouteId: "name" } },
  "AWS::ApiGatewayV2::Stage": { ref: "name", nameProperty: "StageName" },
  "AWS::CloudFront::Function": {
    ref: "arn",
    nameProperty: "Name",
    arn: ({ partition, account, name }) => `arn:${partition}:cloudfront::${account}:function/${name}`,
    attributes: { FunctionARN: "arn" },
  },
  "AWS::CloudFront::OriginAccessControl": { ref: "name", form: "client", attributes: { Id: "name" } },
  "AWS::CloudFront::ResponseHeadersPolicy": { ref: "name", form: "uuid" },
  "AWS::Cognito::UserPool": {
    ref: "name",
    form: "pool",
    arn: inRegion("cognito-idp", (id) => `userpool/${id}`),
    attributes: { UserPoolId: "name" },
  },
  "AWS::Cognito::UserPoolClient": { ref: "name", form: "client", attributes: { ClientId: "name" } },
  "AWS::Cognito::UserPoolDomain": { ref: "name", nameProperty: "Domain" },
  "AWS::Cognito::UserPoolIdentityProvider": { ref: "name", nameProperty: "ProviderName" },
  "AWS::Cognito::UserPoolResourceServer": { ref: "name", nameProperty: "Identifier" },
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::Events::Rule": { ref: "name", nameProperty: "Name", arn: inRegion("events", (name) => `rule/${name}`) },
  "AWS::IAM::ManagedPolicy": {
    ref: "arn",
    nameProperty: "ManagedPolicyName",
    arn: (r) => `arn:${r.partition}:iam::${r.account}:policy${r.property("Path") ?? "/"}${r.name}`,
    attributes: { PolicyArn: "arn" },
  },
  "AWS::IAM::Role": {
    ref: "name",
    nameProperty: "RoleName",
    arn: (r) => `arn:${r.partition}:iam::${r.account}:role${r.property("Path") ?? "/"}${r.name}`,
  },
  "AWS::KMS::Alias": { ref: "name", nameProperty: "AliasName", arn: inRegion("kms", (name) => name) },
  "AWS::KMS::Key": {
    ref: "name",
    form: "uuid",
    arn: inRegion("kms", (id) => `key/${id}`),
    attributes: { KeyId: "name" },
  },
  "AWS::Lambda::Function": {
    ref: "name",
    nameProperty: "FunctionName",
    arn: inRegion("lambda", (name) => `function:${name}`),
  },
  "AWS::Logs::LogGroup": {
    ref: "name",
    nameProperty: "LogGroupName",
    arn: inRegion("logs", (name) => `log-group:${name}:*`),
  },
  "AWS::S3::Bucket": {
    ref: "name",
    nameProperty: "BucketName",
    form: "bucket",
    arn: ({ partition, name }) => `arn:${partition}:s3:::${name}`,
    attributes: {
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name, region }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  "AWS::SecretsManager::Secret": {
    ref: "arn",
    nameProperty: "Name",
    // The service ends the ARN with six letters of its own.
    arn: inRegion("secretsmanager", (name) => `secret:${name}-Stint0`),
  },
  "AWS::SNS::Topic": {
    ref: "arn",
    nameProperty: "TopicName",
    arn: inRegion("sns", (name) => name),
    attributes: { TopicArn: "arn", TopicName: "name" },
  },
  "AWS::SQS::Queue": {
    ref: "name",
    nameProperty: "QueueName",
    arn: inRegion("sqs", (name) => name),
    attributes: { QueueName: "name" },
  },
  "AWS::Scheduler::Schedule": {
    ref: "name",
    nameProperty: "Name",
    arn: inRegion("scheduler", (name, r) => `schedule/${r.property("GroupName") ?? "default"}/${name}`),
  },
  "AWS::StepFunctions::StateMachine": {
    ref: "arn",
    nameProperty: "StateMachineName",
    arn: inRegion("states", (name) => `stateMachine:${name}`),
    attributes: { Name: "name" },
  },
};

/** The name of a resource that the template leaves to the service: the same on every load, at most 64 characters. */
export function derivedName(form: NameForm, stack: string, id: string, region: string): string {
  const hash = createHash("sha256").update(`${stack}/${id}`).digest("hex");
  switch (form) {
    case "name": {
      const name = `${stack}-${id}`;
      return name.length <= 64 ? name : `${name.slice(0, 51)}-${hash.slice(0, 12)}`;
    }
    case "bucket":
      return `${`${stack}-${id}`.toLowerCase().slice(0, 50)}-${hash.slice(0, 12)}`;
    case "id":
      return hash.slice(0, 10);
    case "client":
      return hash.slice(0, 26);
    case "pool":
      return `${region}_${hash.slice(0, 9)}`;
    case "uuid":
      return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join(
        "-",
      );
  }
}
