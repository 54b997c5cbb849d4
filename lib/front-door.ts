import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { originHeader } from "../core/routes.ts";
import { acknowledge } from "./acknowledge.ts";
import { apiHeaders, dashboardHeaders } from "./response-headers.ts";

export interface FrontDoorProps {
  readonly api: HttpApi;
  /** Other origins that the dashboard calls: where people sign in, and where the issuer describes itself. */
  readonly signInOrigins: readonly string[];
  /** Of Stint. */
  readonly version: string;
  /** Without one the address is CloudFront's own. */
  readonly domain: { readonly url: string; readonly certificateArn: string } | undefined;
  readonly webAclArn: string | undefined;
}

/**
 * CloudFront delivers its standard logs to no bucket in a Region that accounts have to opt in to; its newer ones are set up in
 * us-east-1 only. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
 */
const optInRegions = new Set(
  "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1".split(
    " ",
  ),
);
const withoutLogs = {
  "AwsSolutions-CFR3":
    "CloudFront delivers its logs to no bucket in this Region. The API logs what reaches it; a web ACL can log the rest",
  cloudfront_access_logs_enabled_check: "CloudFront delivers its logs to no bucket in this Region, as above",
};

/** What AWS decides where CloudFront's own address is used. */
const withoutDomain = {
  "AwsSolutions-CFR4":
    "With CloudFront's own certificate AWS sets the security policy, and takes TLS 1.0 as well. deployment.yaml takes an address with a certificate of one's own (url, certificateArn), and then it is TLS 1.2 at least",
  cloudfront_custom_ssl_certificate_check: "As above",
  cloudfront_sni_enabled_check: "As above",
  cloudfront_security_policy_check: "As above",
};

/**
 * CloudFront in front of dashboard and API, on one origin: so the dashboard needs no CORS and no cookies. API Gateway's own
 * address stays reachable, since JWT authorizers and CloudFront leave no way to close it; but whoever does not come through
 * here lacks the secret header, and the functions refuse them (lambda/front-door.ts).
 */
export class FrontDoor extends Construct {
  /** Of dashboard and API, without a slash at the end. */
  readonly url: string;
  /** What CloudFront puts into the header, generated when the stack is made. */
  readonly secret: Secret;
  /** Empty when it is made: docs/deploy.md says how the dashboard's files come into it. */
  readonly dashboard: IBucket;
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { api, signInOrigins, version, domain, webAclArn }: FrontDoorProps) {
    super(scope, id);
    // S3 is let into the log bucket by its policy; by an ACL otherwise.
    this.node.setContext("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", true);
    const takesLogs = !optInRegions.has(Stack.of(this).region);
    const logs = this.logBucket();
    this.dashboard = this.dashboardBucket(logs);
    this.secret = new Secret(this, "OriginSecret", {
      description: "The header by which Stint's API knows requests that came through CloudFront",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });

    this.distribution = new Distribution(this, "Distribution", {
      defaultRootObject: "index.html",
      // CloudFormation reads the secret again whenever this changes: with each version, and with -c rotated=<anything>.
      comment: ["Stint", version, this.node.tryGetContext("rotated")].filter(Boolean).join(" "),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      ...(domain && {
        domainNames: [new URL(domain.url).host],
        certificate: Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
      }),
      ...(webAclArn !== undefined && { webAclId: webAclArn }),
      ...(takesLogs && { logBucket: logs, logFilePrefix: "cloudfront/", logIncludesCookies: false }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.dashboard),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        // Keeps each object as long as its cache-control says, but at least for a second.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: dashboardHeaders(this, signInOrigins),
        functionAssociations: [{ function: this.fallback(), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: { "/api/*": this.toApi(api) },
    });
    acknowledge(this.distribution, {
      "AwsSolutions-CFR1": "Who may use Stint is decided by signing in, not by where people are when they are paged",
      cloudfront_origin_failover_enabled_check: "There is one API; another origin could not serve its requests",
      ...(!domain && withoutDomain),
      ...(!takesLogs && withoutLogs),
      ...(webAclArn === undefined && {
        "AwsSolutions-CFR2": "A web ACL is the organisation's own: deployment.yaml takes one (waf.webAclArn)",
      }),
    });
    acknowledge(this.secret, {
      "AwsSolutions-SMG4":
        "CloudFront has to learn a new value from CloudFormation, so it is rotated by hand: docs/decisions/009 says how. The API takes the value before, too",
    });
    this.url = domain?.url ?? `https://${this.distribution.distributionDomainName}`;
  }

  private logBucket(): IBucket {
    const logs = this.bucket("Logs", {
      // CloudFront writes its standard logs by ACL, and S3 its own to buckets without a KMS key only.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(30) }],
    });
    acknowledge(logs, {
      s3_bucket_logging_enabled_check: "It holds the access logs of the other bucket; logging its own would never end",
      s3_bucket_default_encryption_kms_check: "S3 delivers its access logs to no bucket with a KMS key",
      s3_event_notifications_enabled_check: "Each delivered log file would be an event that means nothing",
      s3_bucket_object_lock_enabled_check: "What must not be changed is in the histories, their hashes and CloudTrail",
    });
    return logs;
  }

  private dashboardBucket(logs: IBucket): IBucket {
    const dashboard = this.bucket("Dashboard", {
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: "dashboard/",
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }],
    });
    // By the construct library this would be a function of its own. An event for each change of the page, so that somebody
    // can be told of one that nobody made.
    if (dashboard.node.defaultChild instanceof CfnBucket)
      dashboard.node.defaultChild.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    acknowledge(dashboard, {
      s3_bucket_default_encryption_kms_check: "What it holds is handed to everybody who opens the page",
      s3_bucket_object_lock_enabled_check:
        "A new version of the page replaces the old one; versions are kept for 90 days",
    });
    return dashboard;
  }

  private toApi(api: HttpApi): BehaviorOptions {
    const { region, urlSuffix } = Stack.of(this);
    return {
      origin: new HttpOrigin(`${api.apiId}.execute-api.${region}.${urlSuffix}`, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        // A dynamic reference: the template names the secret, CloudFormation reads it.
        customHeaders: { [originHeader]: this.secret.secretValue.unsafeUnwrap() },
      }),
      // A redirect would come after a token has crossed the network in clear.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // Authorization passes with all the others; a viewer's own x-stint-origin is overwritten. API Gateway needs its own Host.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiHeaders(this),
    };
  }

  private fallback(): EdgeFunction {
    return new EdgeFunction(this, "SpaFallback", {
      comment: "Stint: places inside the dashboard are one page",
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromFile({ filePath: fileURLToPath(new URL("./spa-fallback.js", import.meta.url)) }),
    });
  }

  private bucket(id: string, props: BucketProps): IBucket {
    return new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    }) as IBucket;
  }
}
