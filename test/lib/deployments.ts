import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const options = `
url: https://stint.example.com
certificateArn: arn:aws:acm:us-east-1:999988887777:certificate/12345678-1234-1234-1234-123456789012
waf:
  webAclArn: arn:aws:wafv2:us-east-1:999988887777:global/webacl/stint/12345678-1234-1234-1234-123456789012
concurrency: { api: 50, decide: 20, credentials: 20, cut-off: 5, workflow: 20, reconcile: 1, pre-token: 20, witness: 5 }
targets: { organizationalUnits: [ou-ab12-cdef3456] }
cutOff: { offIn: ["343434343434"] }
`;

const either = `
    groupsClaim: groups
    emailClaim: email
    nameClaim: name
    authenticationTimeClaim: authenticated
`;

const providers = {
  oidc: `${either}
    type: oidc
    name: Okta
    issuer: https://example.okta.com
    clientId: 0oa1b2c3d4
    clientSecret: stint/okta
    scopes: [openid, email, profile, groups]
    emailVerified: email_verified
`,
  saml: `${either}
    type: saml
    name: Entra
    metadataUrl: https://idp.example.com/metadata
    emailVerified: true
`,
};

/** A config folder like the shipped one, with every option of deployment.yaml in use, and a provider of this kind. */
export function withEveryOption(provider: keyof typeof providers, region = "eu-west-1"): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-config-"));
  cpSync("config", folder, { recursive: true });
  const shipped = readFileSync("config/deployment.yaml", "utf8");
  const deployment = shipped
    .replace("region: eu-west-1", `region: ${region}`)
    .replace("  authenticationTime: auth_time\n", `  domainPrefix: example-stint\n  provider:${providers[provider]}`)
    .replace("  sender:", "  alerts: [oncall@example.com]\n  sender:");
  writeFileSync(join(folder, "deployment.yaml"), deployment + options);
  return folder;
}
