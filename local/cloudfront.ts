import { runInNewContext } from "node:vm";
import type { Template } from "./template.ts";

/** What the distribution does with requests for the dashboard, and with the answers to them. */
export interface DashboardBehavior {
  /** The methods that it lets through. */
  readonly methods: readonly string[];
  /** The URI that the bucket is asked for, by the template's own CloudFront Function. Paths are as they were sent, encoded. */
  readonly uriOf: (path: string) => string;
  /** What it puts into every answer, errors included. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly compresses: boolean;
}

interface CacheBehavior {
  readonly AllowedMethods: readonly string[];
  readonly Compress: boolean;
  readonly FunctionAssociations: readonly { readonly EventType: string; readonly FunctionARN: string }[];
  readonly ResponseHeadersPolicyId: string;
}

/** Reads the distribution's default behaviour. Throws on whatever of functions and headers policies is not followed here. */
export function dashboardBehaviorOf(template: Template): DashboardBehavior {
  const [distribution] = template.ofType("AWS::CloudFront::Distribution");
  if (!distribution) throw new Error("the template has no distribution of CloudFront's");
  const { DefaultCacheBehavior: behavior } = distribution.properties.DistributionConfig as {
    DefaultCacheBehavior: CacheBehavior;
  };
  const policy = template
    .ofType("AWS::CloudFront::ResponseHeadersPolicy")
    .find(({ name }) => name === behavior.ResponseHeadersPolicyId);
  if (!policy) throw new Error(`${distribution.id}: its default behaviour has no headers policy of this stack`);
  return {
    methods: behavior.AllowedMethods,
    uriOf: viewerRequest(template, behavior),
    headers: headersOf(policy.properties.ResponseHeadersPolicyConfig as HeadersPolicy),
    compresses: behavior.Compress,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
type Handler = (event: object) => { readonly uri?: unknown };

function viewerRequest(template: Template, { FunctionAssociations }: CacheBehavior): DashboardBehavior["uriOf"] {
  const [association, ...more] = FunctionAssociations;
  if (association?.EventType !== "viewer-request" || more.length > 0)
    throw new Error("the dashboard's paths need one CloudFront Function, at viewer-request");
  const deployed = template
    .ofType("AWS::CloudFront::Function")
    .find(({ arn }) => arn === association.FunctionARN)?.properties;
  const handler = runInNewContext(`${deployed?.FunctionCode}\nhandler`) as Handler;
  return (path) => {
    const request = { method: "GET", uri: path, querystring: {}, headers: {}, cookies: {} };
    const { uri } = handler({ version: "1.0", context: { eventType: "viewer-request" }, request });
    if (typeof uri !== "string") throw new Error(`the CloudFront Function passed no request on for ${path}`);
    return uri;
  };
}

interface HeadersPolicy {
  readonly SecurityHeadersConfig?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly CustomHeadersConfig?: { readonly Items: readonly { readonly Header: string; readonly Value: string }[] };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
const securityHeaders: Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => [string, string]>> = {
  ContentSecurityPolicy: (given) => ["content-security-policy", String(given.ContentSecurityPolicy)],
  ContentTypeOptions: () => ["x-content-type-options", "nosniff"],
  FrameOptions: (given) => ["x-frame-options", String(given.FrameOption)],
  ReferrerPolicy: (given) => ["referrer-policy", String(given.ReferrerPolicy)],
  StrictTransportSecurity: (given) => [
    "strict-transport-security",
    `max-age=${given.AccessControlMaxAgeSec}${given.IncludeSubdomains ? "; includeSubDomains" : ""}`,
  ],
};

function headersOf(policy: HeadersPolicy): Record<string, string> {
  const { SecurityHeadersConfig = {}, CustomHeadersConfig, ...others } = policy;
  const unknown = Object.keys(others).filter((key) => key !== "Name" && key !== "Comment");
  if (unknown.length > 0) throw new Error(`the headers policy has ${unknown.join(", ")}, which is not followed here`);
  const custom = CustomHeadersConfig?.Items.map(({ Header, Value }) => [Header.toLowerCase(), Value] as const) ?? [];
  const security = Object.entries(SecurityHeadersConfig).map(([key, given]) => {
    const header = securityHeaders[key];
    if (!header) throw new Error(`the headers policy has ${key}, which is not followed here`);
    return header(given);
  });
  return Object.fromEntries([...security, ...custom]);
}
