import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { shippedHub } from "./hub-template.ts";

const code = shippedHub().one("AWS::CloudFront::Function").Properties.FunctionCode as string;

/** What of the bucket is asked for at a path, by the code that is deployed. */
function uriOf(uri: string): unknown {
  const event = { version: "1.0", context: { eventType: "viewer-request" }, request: { method: "GET", uri } };
  return runInNewContext(`${code}\nhandler(event).uri`, { event });
}

describe("the function in front of the dashboard's bucket", () => {
  test.each(["/", "/index.html", "/requests/abc", "/requests/abc/", "/catalog", "/a.b/c", "/api", "/%2e%2e/x", ""])(
    "takes %s for a place inside the dashboard",
    (uri) => {
      expect(uriOf(uri)).toBe("/index.html");
    },
  );

  test.each(["/assets/main-1a2b.js", "/icon.svg", "/assets/x.woff2", "/requests/abc.html", "/..%2fx.js"])(
    "leaves the file %s alone",
    (uri) => {
      expect(uriOf(uri)).toBe(uri);
    },
  );

  test("is as small as CloudFront takes it", () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });
});
