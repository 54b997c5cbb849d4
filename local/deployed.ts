import type { Table } from "./dynamodb.ts";
import type { LocalFunction } from "./functions.ts";
import type { Route } from "./http-routes.ts";
import type { LocalProvider } from "./identity/federated.ts";
import type { LocalClient } from "./identity/pool.ts";
import type { LocalSecret } from "./secrets-manager.ts";
import type { Resource, Template } from "./template.ts";

/*
 * What a stack deploys, read from its template in the shape that each embedded part takes. Each reader goes to the
 * properties that matter here; what a part does not know, it refuses itself.
 */

type Properties = Readonly<Record<string, unknown>>;

/** The functions, with the ARN of the role that each runs as. */
export function functionsOf(template: Template): readonly { fn: LocalFunction; roleArn: string }[] {
  return template.ofType("AWS::Lambda::Function").map((resource) => {
    const { Handler, Timeout, MemorySize, Environment, Role } = resource.properties as {
      Handler: string;
      Timeout: number;
      MemorySize: number;
      Environment?: { Variables: Record<string, string> };
      Role: string;
    };
    const { arn, name } = resource;
    const dir = template.assetDir(resource);
    const environment = Environment?.Variables ?? {};
    return {
      roleArn: Role,
      fn: { arn, name, dir, handler: Handler, timeout: Timeout, memory: MemorySize, environment },
    };
  });
}

/** The routes of the HTTP API with the functions behind them, and their authorizers. */
export function routesOf(template: Template): Route[] {
  const byName = (type: string) =>
    new Map(template.ofType(type).map((resource) => [resource.name, resource.properties]));
  const integrations = byName("AWS::ApiGatewayV2::Integration");
  const authorizers = byName("AWS::ApiGatewayV2::Authorizer");
  return template.ofType("AWS::ApiGatewayV2::Route").map(({ properties }) => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId, AuthorizationScopes } = properties as Record<
      string,
      string
    > & {
      AuthorizationScopes?: string[];
    };
    const integration = found(integrations, String(Target).replace("integrations/", ""));
    const route = { key: String(RouteKey), functionArn: String(integration.IntegrationUri) };
    if (AuthorizationType !== "JWT") return route;
    const { JwtConfiguration } = found(authorizers, String(AuthorizerId)) as {
      JwtConfiguration: { Issuer: string; Audience: string[] };
    };
    const { Issuer: issuer, Audience: audience } = JwtConfiguration;
    return { ...route, authorizer: { issuer, audience, scopes: AuthorizationScopes ?? [] } };
  });
}

/** The app clients of the user pool. Validities are in the units that the template names. */
export function clientsOf(template: Template): LocalClient[] {
  return template.ofType("AWS::Cognito::UserPoolClient").map(({ name, properties }) => {
    const p = properties as Properties & {
      CallbackURLs: string[];
      LogoutURLs: string[];
      AllowedOAuthScopes: string[];
      TokenValidityUnits: Record<string, string>;
      RefreshTokenRotation: { RetryGracePeriodSeconds: number };
    };
    const minutes = (field: string) => Number(p[`${field}Validity`]) * minutesIn(p.TokenValidityUnits[field]);
    return {
      id: name,
      redirectUris: p.CallbackURLs,
      logoutUris: p.LogoutURLs,
      scopes: p.AllowedOAuthScopes,
      accessTokenMinutes: minutes("AccessToken"),
      refreshTokenMinutes: minutes("RefreshToken"),
      refreshGraceSeconds: p.RefreshTokenRotation.RetryGracePeriodSeconds,
    };
  });
}

function minutesIn(unit: string | undefined): number {
  const minutes = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 }[unit ?? ""];
  if (minutes === undefined) throw new Error(`the template gives a token validity in ${unit}`);
  return minutes;
}

/** The identity provider that signs people in to the pool, where there is one. */
export function providerOf(template: Template): LocalProvider | undefined {
  const [provider] = template.ofType("AWS::Cognito::UserPoolIdentityProvider");
  if (!provider) return undefined;
  const { ProviderName, ProviderType, AttributeMapping } = provider.properties as {
    ProviderName: string;
    ProviderType: "OIDC" | "SAML";
    AttributeMapping: Record<string, string>;
  };
  return { name: ProviderName, type: ProviderType, mapped: Object.keys(AttributeMapping) };
}

/** Tables as CreateTable takes them. */
export function tablesOf(template: Template): Table[] {
  return template.ofType("AWS::DynamoDB::GlobalTable").map(({ name, properties }) => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties as unknown as Table;
    const indexes = GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({
      IndexName,
      KeySchema: keys,
      Projection,
    }));
    return {
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      BillingMode: "PAY_PER_REQUEST" as const,
      ...(indexes && { GlobalSecondaryIndexes: indexes }),
    };
  });
}

/** Schedules: which function, with what input, and every how many milliseconds. Only `rate(…)` is understood. */
export function schedulesOf(template: Template): { functionArn: string; input: unknown; every: number }[] {
  return template.ofType("AWS::Scheduler::Schedule").map(({ id, properties }) => {
    const { ScheduleExpression, Target } = properties as {
      ScheduleExpression: string;
      Target: { Arn: string; Input?: string };
    };
    const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(ScheduleExpression);
    if (!match)
      throw new Error(`the schedule ${id} has ${ScheduleExpression}; only rate(N minutes|hours|days) runs here`);
    const unit = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[match[2] as "minute" | "hour" | "day"];
    return { functionArn: Target.Arn, input: JSON.parse(Target.Input ?? "{}"), every: Number(match[1]) * unit };
  });
}

/** The secrets that the stack generates. */
export function secretsOf(template: Template): LocalSecret[] {
  return template.ofType("AWS::SecretsManager::Secret").map(({ name, arn, properties }) => {
    const { PasswordLength = 32 } = (properties.GenerateSecretString ?? {}) as { PasswordLength?: number };
    return { name, arn, length: PasswordLength };
  });
}

/** The headers that CloudFront adds to what it sends to the API, as they are when this is read. */
export function originHeadersOf(template: Template): Readonly<Record<string, string>> {
  const origins = template.ofType("AWS::CloudFront::Distribution").flatMap(({ properties }) => {
    const { Origins } = properties.DistributionConfig as {
      Origins: { OriginCustomHeaders?: { HeaderName: string; HeaderValue: string }[] }[];
    };
    return Origins.flatMap(({ OriginCustomHeaders = [] }) => OriginCustomHeaders);
  });
  return Object.fromEntries(origins.map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), HeaderValue]));
}

/** State machines with their definitions. */
export function machinesOf(template: Template): { arn: string; definition: unknown }[] {
  return template.ofType("AWS::StepFunctions::StateMachine").map(({ arn, properties }) => ({
    arn,
    definition: JSON.parse(String(properties.DefinitionString)),
  }));
}

/** The ARN of the function that completes access tokens. */
export function preTokenOf(template: Template): string {
  const [pool] = template.ofType("AWS::Cognito::UserPool") as [Resource];
  const { LambdaConfig } = pool.properties as { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: string } } };
  return LambdaConfig.PreTokenGenerationConfig.LambdaArn;
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`the template refers to ${name}, which it does not contain`);
  return value;
}
