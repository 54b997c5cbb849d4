// A CloudFront Function (runtime cloudfront-js-2.0) for the dashboard's paths and no others, so that the API's 403 and 404
// stay what they are. A path whose last part has no file extension is a place inside the dashboard, which is one page.
// The embedded run evaluates it too, as the template has it (local/cloudfront.ts).

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (!last.includes(".")) request.uri = "/index.html";
  return request;
}
