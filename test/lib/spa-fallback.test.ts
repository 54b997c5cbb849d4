import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, inject, test } from "vitest";

interface EdgeRequest {
  uri: string;
}

/** Runs a CloudFront Function's code for a path; what goes on to the bucket, or the answer. */
function run(code: string, uri: string): unknown {
  const event = { version: "1.0", context: { eventType: "viewer-request" }, request: { method: "GET", uri } };
  return JSON.parse(
    runInNewContext(`${code}\nJSON.stringify(handler(event))`, { event: structuredClone(event) }) as string,
  );
}

const source = readFileSync("lib/spa-fallback.js", "utf8");
const withDashboard = (uri: string) => (run(`const instead = null;\n${source}`, uri) as EdgeRequest).uri;

describe("the function in front of the dashboard's bucket", () => {
  test.each(["/", "/index.html", "/requests/abc", "/requests/abc/", "/catalog", "/a.b/c", "/api", "/%2e%2e/x"])(
    "takes %s for a place inside the dashboard",
    (uri) => {
      expect(withDashboard(uri)).toBe("/index.html");
    },
  );

  test.each(["/assets/main-1a2b.js", "/favicon.ico", "/assets/x.woff2", "/requests/abc.html"])(
    "leaves the file %s alone",
    (uri) => {
      expect(withDashboard(uri)).toBe(uri);
    },
  );

  test("says in the dashboard's place that there is none yet, as the stack deploys it", () => {
    const { Resources } = JSON.parse(readFileSync(`${inject("assembly")}/StintHub.template.json`, "utf8")) as {
      Resources: Record<string, { Type: string; Properties: { FunctionCode: string } }>;
    };
    const deployed = Object.values(Resources).find(({ Type }) => Type === "AWS::CloudFront::Function");
    const code = deployed?.Properties.FunctionCode ?? "";
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
    for (const uri of ["/", "/requests/abc"])
      expect(run(code, uri)).toMatchObject({
        statusCode: 200,
        headers: { "content-type": { value: "text/plain; charset=utf-8" } },
        body: expect.stringContaining("/api"),
      });
    expect(run(code, "/assets/main.js")).toMatchObject({ uri: "/assets/main.js" });
  });
});
