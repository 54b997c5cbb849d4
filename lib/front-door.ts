import { readFileSync } from "node:fs";
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
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { originHeader } from "../core/routes.ts";
import { apiHeaders, dashboardHeaders } from "./response-headers.ts";

export interface FrontDoorProps {
  readonly api: HttpApi;
  /** Where people sign in: the one other origin that the dashboard calls. */
  readonly signInOrigin: string;
  /** Of Stint. */
  readonly version: string;
  /** Without one the address is CloudFront's own. */
  readonly domain: { readonly url: string; readonly certificateArn: string } | undefined;
  readonly webAclArn: string | undefined;
}

/** What stands in the dashboard's place, which is not part of this version. */
const instead = `This is Stint. It has no dashboard yet: use its API under /api, as docs/api.md describes it.
To see a request, ask for /api/requests/<id> with an access token.
`;

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

  constructor(scope: Construct, id: string, { api, signInOrigin, version, domain, webAclArn }: FrontDoorProps) {
    super(scope, id);
    const logs = this.bucket("Logs", {
      // CloudFront writes its standard logs by ACL.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    const dashboard = this.bucket("Dashboard", { serverAccessLogsBucket: logs, serverAccessLogsPrefix: "dashboard/" });
    this.secret = new Secret(this, "OriginSecret", {
      description: "The header by which Stint's API knows requests that came through CloudFront",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });

    const distribution = new Distribution(this, "Distribution", {
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
      logBucket: logs,
      logFilePrefix: "cloudfront/",
      logIncludesCookies: false,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(dashboard),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        responseHeadersPolicy: dashboardHeaders(this, signInOrigin),
        functionAssociations: [{ function: this.fallback(), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: { "/api/*": this.toApi(api) },
    });
    this.url = domain?.url ?? `https://${distribution.distributionDomainName}`;
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
    const source = readFileSync(new URL("./spa-fallback.js", import.meta.url), "utf8");
    return new EdgeFunction(this, "SpaFallback", {
      comment: "Stint: places inside the dashboard are one page",
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(`const instead = ${JSON.stringify(instead)};\n${source}`),
    });
  }

  private bucket(id: string, props: BucketProps): IBucket {
    return new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    }) as IBucket;
  }
}
