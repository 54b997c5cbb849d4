import { Duration } from "aws-cdk-lib";
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";

/** Wherever the answer comes from: browsers speak TLS only, guess no types, frame nothing, tell nobody where they were. */
function headers(csp: string) {
  return {
    contentSecurityPolicy: { contentSecurityPolicy: csp, override: true },
    strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  };
}

/**
 * For the dashboard: its own scripts only, and connections to its own origin and to those that signing in takes. Styles may
 * stand inline and fonts in data URLs, which is how the component library brings them.
 */
export function dashboardHeaders(scope: Construct, signInOrigins: readonly string[]): ResponseHeadersPolicy {
  const csp = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...signInOrigins].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return new ResponseHeadersPolicy(scope, "DashboardHeaders", {
    comment: "Stint's dashboard",
    securityHeadersBehavior: headers(csp),
    customHeadersBehavior: {
      customHeaders: [
        { header: "cross-origin-opener-policy", value: "same-origin", override: true },
        { header: "permissions-policy", value: "camera=(), geolocation=(), microphone=()", override: true },
      ],
    },
  });
}

/** For the API, its refusals by API Gateway included, which the functions' own headers do not reach. */
export function apiHeaders(scope: Construct): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, "ApiHeaders", {
    comment: "Stint's API",
    securityHeadersBehavior: headers("default-src 'none'; frame-ancestors 'none'"),
    customHeadersBehavior: { customHeaders: [{ header: "cache-control", value: "no-store", override: true }] },
  });
}
