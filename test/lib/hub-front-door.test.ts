import { describe, expect, test } from "vitest";
import { hubWithEveryOption, type Properties, shippedHub } from "./hub-template.ts";

const hub = shippedHub();
const full = await hubWithEveryOption("oidc");
const config = (template = hub) =>
  template.one("AWS::CloudFront::Distribution").Properties.DistributionConfig as Properties;
const api = config().CacheBehaviors[0];
const originOf = (behavior: Properties) =>
  config().Origins.find(({ Id }: { Id: string }) => Id === behavior.TargetOriginId);
const headersOf = (behavior: Properties) =>
  hub.one("AWS::CloudFront::ResponseHeadersPolicy", behavior.ResponseHeadersPolicyId.Ref).Properties
    .ResponseHeadersPolicyConfig;

describe("the way to the API", () => {
  test("is /api/*, over TLS 1.2, uncached, with every header of the viewer's but Host", () => {
    expect(config().CacheBehaviors).toHaveLength(1);
    expect(api).toMatchObject({
      PathPattern: "/api/*",
      ViewerProtocolPolicy: "https-only",
      // Managed-CachingDisabled and Managed-AllViewerExceptHostHeader:
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
      CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      OriginRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    });
    expect(api.AllowedMethods).toContain("POST");
    expect(originOf(api).CustomOriginConfig).toEqual({
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
    });
  });

  test("has no function and no error page of CloudFront's, so that API errors stay API errors", () => {
    expect(api.FunctionAssociations).toBeUndefined();
    expect(config().CustomErrorResponses).toBeUndefined();
  });

  test("adds the header that the functions ask for, whose value the template only names", () => {
    const secret = hub.one("AWS::SecretsManager::Secret");
    expect(originOf(api).OriginCustomHeaders).toEqual([
      {
        HeaderName: "x-stint-origin",
        HeaderValue: { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: secret.id }, ":SecretString:::}}"]] },
      },
    ]);
    expect(secret.Properties.GenerateSecretString).toEqual({ ExcludePunctuation: true, PasswordLength: 64 });
    for (const name of ["ApiFunction", "Decide", "Credentials"])
      expect(hub.one("AWS::Lambda::Function", name).Properties.Environment.Variables.ORIGIN_SECRET).toEqual({
        Ref: secret.id,
      });
  });

  test("keeps answers out of caches, API Gateway's own refusals included", () => {
    expect(headersOf(api).CustomHeadersConfig.Items).toEqual([
      { Header: "cache-control", Value: "no-store", Override: true },
    ]);
  });
});

describe("the way to the dashboard", () => {
  const { DefaultCacheBehavior } = config();

  test("reads a bucket that only this distribution can read, over TLS", () => {
    expect(DefaultCacheBehavior).toMatchObject({
      ViewerProtocolPolicy: "redirect-to-https",
      AllowedMethods: ["GET", "HEAD"],
    });
    const origin = originOf(DefaultCacheBehavior);
    expect(origin.OriginAccessControlId).toEqual({ "Fn::GetAtt": [expect.any(String), "Id"] });
    expect(hub.one("AWS::CloudFront::OriginAccessControl").Properties.OriginAccessControlConfig).toMatchObject({
      SigningBehavior: "always",
      SigningProtocol: "sigv4",
    });
    const policy = hub.one("AWS::S3::BucketPolicy", "FrontDoorDashboard").Properties.PolicyDocument.Statement;
    const allows = policy.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
    expect(allows).toEqual([
      expect.objectContaining({
        Action: "s3:GetObject",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Condition: { StringEquals: { "AWS:SourceArn": expect.anything() } },
      }),
    ]);
    expect(JSON.stringify(policy)).toContain("aws:SecureTransport");
  });

  test("keeps files as long as each says itself, and compresses them", () => {
    expect(DefaultCacheBehavior).toMatchObject({
      // Managed-CachingOptimized: by the origin's cache-control, at least a second.
      CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
      Compress: true,
    });
    // A headers policy with a cache-control of its own would hide that of the files from browsers.
    const { CustomHeadersConfig } = headersOf(DefaultCacheBehavior);
    const names = CustomHeadersConfig.Items.map(({ Header }: { Header: string }) => Header.toLowerCase());
    expect(names).not.toContain("cache-control");
  });

  test("is named by the stack's outputs, for whoever copies the files", () => {
    expect(hub.output("DashboardBucket")).toEqual({ Ref: hub.one("AWS::S3::Bucket", "FrontDoorDashboard").id });
    expect(hub.output("DistributionId")).toEqual({ Ref: hub.one("AWS::CloudFront::Distribution").id });
  });

  test("lets the page run its own scripts only, and be framed by nobody", () => {
    const { SecurityHeadersConfig } = headersOf(DefaultCacheBehavior);
    const csp = SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy as string;
    const directives = new Map(csp.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1).join(" ")]));
    expect(Object.fromEntries(directives)).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self' 'unsafe-inline'",
      "connect-src":
        "'self' https://stint-999988887777.auth.eu-west-1.amazoncognito.com https://cognito-idp.eu-west-1.amazonaws.com",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
    });
    for (const behavior of [api, DefaultCacheBehavior]) {
      const headers = headersOf(behavior).SecurityHeadersConfig;
      expect(headers).toMatchObject({
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: "DENY", Override: true },
        ReferrerPolicy: { ReferrerPolicy: "no-referrer", Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
      });
      expect(headers.ContentSecurityPolicy.Override).toBe(true);
    }
  });
});

describe("the buckets", () => {
  test("are private, encrypted, versioned, kept, and speak TLS 1.2 only", () => {
    const buckets = hub.ofType("AWS::S3::Bucket");
    expect(buckets).toHaveLength(2);
    for (const { id, DeletionPolicy, Properties } of buckets) {
      expect(DeletionPolicy).toBe("Retain");
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: "Enabled" },
        BucketEncryption: expect.anything(),
        LifecycleConfiguration: expect.anything(),
      });
      const [policy] = hub.ofType("AWS::S3::BucketPolicy").filter((found) => found.Properties.Bucket.Ref === id);
      expect(JSON.stringify(policy?.Properties)).toMatch(/"s3:TlsVersion":1\.2/);
    }
  });
});

describe("the address", () => {
  test("is CloudFront's own unless the deployment names one, and that comes with TLS 1.2 and its certificate", () => {
    expect(config().Aliases).toBeUndefined();
    expect(config().ViewerCertificate).toBeUndefined();
    expect(config(full)).toMatchObject({
      Aliases: ["stint.example.com"],
      ViewerCertificate: {
        AcmCertificateArn: expect.stringMatching(/^arn:aws:acm:us-east-1:999988887777:certificate\//),
        MinimumProtocolVersion: "TLSv1.2_2021",
        SslSupportMethod: "sni-only",
      },
    });
    const links = full.one("AWS::Lambda::Function", "Workflow").Properties.Environment.Variables.PUBLIC_URL;
    expect(links).toBe("https://stint.example.com");
  });

  test("has the web ACL before it that the deployment names, and logs, without cookies", () => {
    expect(config().WebACLId).toBeUndefined();
    expect(config(full).WebACLId).toMatch(/:global\/webacl\/stint\//);
    expect(config().Logging).toMatchObject({ IncludeCookies: false, Prefix: "cloudfront/" });
  });
});
