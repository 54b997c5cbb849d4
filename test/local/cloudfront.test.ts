import { describe, expect, test } from "vitest";
import { dashboardBehaviorOf } from "../../local/cloudfront.ts";
import { load } from "./template-fixture.ts";

const code = 'function handler({ request }) { request.uri += "x"; return request; }';
const shipped = {
  code,
  associations: [{ EventType: "viewer-request", FunctionARN: { "Fn::GetAtt": ["Edge", "FunctionARN"] } }] as object[],
  policy: {
    Name: "p",
    Comment: "c",
    SecurityHeadersConfig: {
      ContentTypeOptions: { Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 60, Override: true },
    } as object,
    CustomHeadersConfig: { Items: [{ Header: "X-One", Value: "1", Override: true }] },
  } as object,
};

/** The behaviour of a distribution that differs so from one that is followed. */
function behavior(changes: Partial<typeof shipped> = {}) {
  const { code: FunctionCode, associations, policy } = { ...shipped, ...changes };
  return dashboardBehaviorOf(
    load({
      Resources: {
        Edge: { Type: "AWS::CloudFront::Function", Properties: { Name: "edge", FunctionCode } },
        Headers: {
          Type: "AWS::CloudFront::ResponseHeadersPolicy",
          Properties: { ResponseHeadersPolicyConfig: policy },
        },
        Distribution: {
          Type: "AWS::CloudFront::Distribution",
          Properties: {
            DistributionConfig: {
              DefaultCacheBehavior: {
                AllowedMethods: ["GET"],
                Compress: false,
                FunctionAssociations: associations,
                ResponseHeadersPolicyId: { Ref: "Headers" },
              },
            },
          },
        },
      },
    }),
  );
}

describe("the distribution's behaviour", () => {
  test("is read from the template: methods, compression, headers, and the function that is deployed", () => {
    const { uriOf, ...rest } = behavior();
    expect(rest).toEqual({
      methods: ["GET"],
      compresses: false,
      headers: { "x-content-type-options": "nosniff", "strict-transport-security": "max-age=60", "x-one": "1" },
    });
    expect([uriOf("/a"), uriOf("/%2e")]).toEqual(["/ax", "/%2ex"]);
  });

  test.each<[string, Partial<typeof shipped>, RegExp]>([
    ["no function", { associations: [] }, /need one CloudFront Function, at viewer-request/],
    ["a function on the way back", { associations: [{ EventType: "viewer-response" }] }, /at viewer-request/],
    ["two functions", { associations: [...shipped.associations, {}] }, /need one CloudFront Function/],
    ["CORS", { policy: { CorsConfig: {} } }, /has CorsConfig, which is not followed here/],
    ["another header", { policy: { SecurityHeadersConfig: { XSSProtection: {} } } }, /has XSSProtection, which/],
  ])("is refused with %s, which would not be followed", (_what, changes, message) => {
    expect(() => behavior(changes)).toThrow(message);
  });

  test("is refused where the function answers by itself", () => {
    const { uriOf } = behavior({ code: "function handler() { return { statusCode: 302 }; }" });
    expect(() => uriOf("/a")).toThrow("the CloudFront Function passed no request on for /a");
  });
});

test("a template without a distribution is refused", () => {
  const { Resources } = { Resources: { Edge: { Type: "AWS::CloudFront::Function", Properties: {} } } };
  expect(() => dashboardBehaviorOf(load({ Resources }))).toThrow("no distribution of CloudFront's");
});
