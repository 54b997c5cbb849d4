// A CloudFront Function (runtime cloudfront-js-2.0) for the dashboard's paths and no others, so that the API's 403 and 404
// stay what they are. A path whose last part has no file extension is a place inside the dashboard, which is one page.
// front-door.ts puts `const instead` above: what to answer there while the bucket holds no dashboard, or null.

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  // CloudFront itself may have put the root object in the place of "/".
  if (last.includes(".") && last !== "index.html") return request;
  if (instead === null) {
    request.uri = "/index.html";
    return request;
  }
  return {
    statusCode: 200,
    statusDescription: "OK",
    headers: {
      "content-type": { value: "text/plain; charset=utf-8" },
      "cache-control": { value: "no-store" },
      "x-content-type-options": { value: "nosniff" },
    },
    body: instead,
  };
}
