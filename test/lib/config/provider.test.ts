import { describe, expect, test } from "vitest";
import { federated, federatedChanged, load, problemsOf, written } from "./written.ts";

const deploymentOf = (deployment: string) => load({ deployment }).deployment;
const problems = (deployment: string) =>
  problemsOf({ deployment }).map(({ file, line, path, message }) => `${file}:${line} ${path}: ${message}`);

describe("an identity provider in deployment.yaml", () => {
  test("is given as it is written, and signInWithin goes by its claim", () => {
    expect(deploymentOf(federated).identity).toEqual({
      maxAge: 28_800,
      sourceIdentity: "username",
      authenticationTime: true,
      domainPrefix: "example-stint",
      provider: {
        type: "oidc",
        name: "Okta",
        issuer: "https://example.okta.com/oauth2/default",
        clientId: "0oa1b2c3d4",
        clientSecret: "stint/okta",
        scopes: ["openid", "groups"],
        groupsClaim: "groups",
        emailClaim: "email",
        emailVerified: "email_verified",
        nameClaim: "name",
        authenticationTimeClaim: "auth_time",
      },
    });
  });

  test("may speak SAML, name no person, and say that it sends verified addresses only", () => {
    const saml = written.deployment.replace(
      "  authenticationTime: auth_time\n",
      `  provider:
    type: saml
    name: Entra
    metadataUrl: https://login.example.com/federationmetadata.xml?appid=1
    groupsClaim: http://schemas.microsoft.com/ws/2008/06/identity/claims/groups
    emailClaim: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress
    emailVerified: true
    authenticationTimeClaim: authnInstant
`,
    );
    expect(deploymentOf(saml).identity.provider).toMatchObject({ type: "saml", emailVerified: true });
  });

  test.each([
    ["another kind", "type: oidc", "type: ldap", '16 identity.provider.type: found "ldap", expected oidc or saml'],
    [
      "a name that Cognito keeps to itself",
      "name: Okta",
      "name: Cognito",
      '17 identity.provider.name: found "Cognito", expected a name such as Okta: 3 to 32 letters, digits and hyphens; not Cognito, Facebook or Google',
    ],
    [
      "an issuer that is not https",
      "issuer: https:",
      "issuer: http:",
      '18 identity.provider.issuer: found "http://example.okta.com/oauth2/default", expected a URL such as https://example.okta.com',
    ],
    [
      "the secret itself",
      "clientSecret: stint/okta",
      'clientSecret: "s3cr3t with spaces!"',
      '20 identity.provider.clientSecret: found "s3cr3t with spaces!", expected the name or ARN of a secret in Secrets Manager, never the secret itself',
    ],
    [
      "no claim with the groups",
      "    groupsClaim: groups\n",
      "",
      "15 identity.provider.groupsClaim: is missing: expected the name of the claim with all groups",
    ],
    [
      "no word on verified addresses",
      "    emailVerified: email_verified\n",
      "",
      "15 identity.provider.emailVerified: is missing: expected true, or the name of a claim",
    ],
    [
      "addresses that are never verified",
      "emailVerified: email_verified",
      "emailVerified: false",
      "24 identity.provider.emailVerified: found false, expected true, or the name of a claim",
    ],
    [
      "an unknown key",
      "    nameClaim: name\n",
      "    nameCliam: name\n",
      '25 identity.provider.nameCliam: found "nameCliam", expected one of type, name, groupsClaim, emailClaim, emailVerified, nameClaim, authenticationTimeClaim, issuer, clientId, clientSecret, scopes; did you mean nameClaim?',
    ],
    [
      "the claim of the user pool beside it",
      "  domainPrefix: example-stint\n",
      "  authenticationTime: auth_time\n",
      "27 identity.authenticationTime: is about people who sign in at the user pool itself: expected identity.provider.authenticationTimeClaim instead, as there is a provider",
    ],
  ])("is refused with %s", (_, from, to, message) => {
    expect(problems(federatedChanged(from, to))).toEqual([`deployment.yaml:${message}`]);
  });

  test("has to tell when people authenticated, where a rule goes by it", () => {
    expect(problems(federatedChanged("    authenticationTimeClaim: auth_time\n", ""))).toEqual([
      "policy.yaml:38 rules[1].signInWithin: needs identity.provider.authenticationTimeClaim in deployment.yaml, the claim to read it from",
    ]);
  });

  test("gives no echo of a claim that is misspelt", () => {
    const misspelt = federatedChanged("authenticationTimeClaim", "authenticatedTimeClaim");
    expect(problems(misspelt).map((problem) => problem.split(" ")[1])).toEqual([
      "identity.provider.authenticatedTimeClaim:",
    ]);
  });
});

describe("what deployment.yaml need not say", () => {
  test("is that there is an address, a web ACL, reserved concurrency, or somebody to tell of alarms", () => {
    const bare = written.deployment.slice(0, written.deployment.indexOf("url:"));
    const { domain, webAclArn, concurrency, mail, identity } = deploymentOf(bare);
    expect([domain, webAclArn, concurrency, mail.alerts]).toEqual([undefined, undefined, {}, []]);
    expect(identity).toMatchObject({ domainPrefix: "stint-999988887777", authenticationTime: true });
    expect(deploymentOf(written.deployment)).toMatchObject({
      domain: {
        url: "https://stint.example.com",
        certificateArn: expect.stringMatching(/^arn:aws:acm:us-east-1:999988887777:certificate/),
      },
      webAclArn: expect.stringMatching(/^arn:aws:wafv2:us-east-1:999988887777:global/),
      concurrency: { api: 50, "cut-off": 5 },
    });
  });
});
