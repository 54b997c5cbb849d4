/*
 * The embedded IAM: the versions of one managed policy an account, the permissions boundary `StintCutOff`, over the Query
 * protocol: ListPolicyVersions (newest first), GetPolicyVersion, CreatePolicyVersion, DeletePolicyVersion. What the service does and this
 * does not: every other call and policy, paging, propagation (a change holds at once), and quotas but for five versions and
 * 6,144 characters. Only sessions of the account's own cut-off role may call; that is all that this role may do.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { openJournal } from "./journal.ts";
import type { Session } from "./sts-sessions.ts";
import type { Part } from "./wire.ts";

export interface IamOptions {
  readonly clock: Clock;
  /** Folder of the published versions, which survive a restart. */
  readonly state: string;
  readonly partition: string;
  /** The document that the target stack creates the policy with. */
  readonly initial: string;
  /** The living session that signed a request, by access key id and session token. */
  readonly session: (accessKeyId: string, sessionToken: string) => Session | undefined;
}

export interface Iam {
  readonly part: Part;
  /** The document of the account's boundary that counts now. */
  boundary(account: string): string;
}

interface Version {
  readonly id: string;
  readonly document: string;
  readonly created: number;
}

/** A change of an account's policy: a version made and made the default, or one deleted. */
type Change = { readonly account: string } & ({ readonly made: Version } | { readonly deleted: string });

class IamError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";
const mostVersions = 5;
const largestDocument = 6144;

/** Starts the embedded IAM; throws where its file in `state` is damaged. */
export function startIam({ clock, state, partition, initial, session }: IamOptions): Iam {
  const journal = openJournal<Change>(join(state, "iam-boundaries.jsonl"));
  const policies = new Map<string, { made: number; versions: Version[] }>();
  const policyOf = (account: string) => {
    const policy = policies.get(account) ?? { made: 1, versions: [{ id: "v1", document: initial, created: 0 }] };
    policies.set(account, policy);
    return policy;
  };
  const apply = (change: Change) => {
    const policy = policyOf(change.account);
    if ("made" in change) {
      policy.made++;
      policy.versions.push(change.made);
    } else policy.versions = policy.versions.filter(({ id }) => id !== change.deleted);
  };
  journal.entries.forEach(apply);
  const save = (change: Change) => {
    journal.append(change);
    apply(change);
  };

  const operations: Readonly<Record<string, (account: string, form: URLSearchParams) => string>> = {
    ListPolicyVersions(account) {
      const { versions } = policyOf(account);
      const members = versions
        .toReversed()
        .map((version) => `<member>${shown(version, version === versions.at(-1))}</member>`);
      return `<IsTruncated>false</IsTruncated><Versions>${members.join("")}</Versions>`;
    },
    GetPolicyVersion(account, form) {
      const { versions } = policyOf(account);
      const version = versions.find(({ id }) => id === form.get("VersionId"));
      if (!version) throw new IamError("NoSuchEntity", `Policy version ${form.get("VersionId")} does not exist.`, 404);
      const document = `<Document>${encodeURIComponent(version.document)}</Document>`;
      return `<PolicyVersion>${document}${shown(version, version === versions.at(-1))}</PolicyVersion>`;
    },
    CreatePolicyVersion(account, form) {
      const { made, versions } = policyOf(account);
      const document = form.get("PolicyDocument") ?? "";
      if (form.get("SetAsDefault") !== "true")
        throw new IamError("InvalidInput", "Here a new version is always made the default one.");
      if (versions.length >= mostVersions)
        throw new IamError("LimitExceeded", "A managed policy can have up to 5 versions.", 409);
      if (document.replace(/\s/g, "").length > largestDocument)
        throw new IamError("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409);
      if (!isDocument(document)) throw new IamError("MalformedPolicyDocument", "Syntax errors in policy.");
      const version = { id: `v${made + 1}`, document, created: clock.now() };
      save({ account, made: version });
      return `<PolicyVersion>${shown(version, true)}</PolicyVersion>`;
    },
    DeletePolicyVersion(account, form) {
      const { versions } = policyOf(account);
      const id = form.get("VersionId") ?? "";
      if (versions.at(-1)?.id === id)
        throw new IamError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
      if (!versions.some((version) => version.id === id))
        throw new IamError("NoSuchEntity", `Policy version ${id} does not exist.`, 404);
      save({ account, deleted: id });
      return "";
    },
  };

  /** The account whose boundary the caller may publish, if it is the one that is named. */
  const accountOf = (form: URLSearchParams, accessKeyId: string | undefined, token: string | undefined): string => {
    const caller = accessKeyId === undefined ? undefined : session(accessKeyId, token ?? "");
    if (!caller)
      throw new IamError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
    const account = caller.arn.split(":")[4] ?? "";
    const policy = `arn:${partition}:iam::${account}:policy/stint/StintCutOff`;
    const isCutOff = caller.roleArn === `arn:${partition}:iam::${account}:role/stint-control/StintCutOff`;
    if (isCutOff && form.get("PolicyArn") === policy) return account;
    const action = `iam:${form.get("Action")}`;
    throw new IamError(
      "AccessDenied",
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: policy ${form.get("PolicyArn")}`,
      403,
    );
  };

  const part: Part = ({ body, headers, accessKeyId }) => {
    const form = new URLSearchParams(body.toString());
    const action = form.get("Action") ?? "";
    const answer = (status: number, xml: string) => ({ status, headers: { "content-type": "text/xml" }, body: xml });
    try {
      const account = accountOf(form, accessKeyId, headers["x-amz-security-token"]);
      const operation = operations[action];
      if (!operation) throw new IamError("InvalidAction", `The embedded IAM does not know ${action}.`);
      const result = `<${action}Result>${operation(account, form)}</${action}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
      return answer(200, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`);
    } catch (error) {
      if (!(error instanceof IamError)) throw error;
      const said = `<Code>${error.code}</Code><Message>${escaped(error.message)}</Message>`;
      return answer(
        error.status,
        `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type>${said}</Error></ErrorResponse>`,
      );
    }
  };

  return { part, boundary: (account) => policyOf(account).versions.at(-1)?.document ?? initial };
}

function shown({ id, created }: Version, isDefault: boolean): string {
  const date = new Date(created).toISOString();
  return `<VersionId>${id}</VersionId><IsDefaultVersion>${isDefault}</IsDefaultVersion><CreateDate>${date}</CreateDate>`;
}

function isDocument(text: string): boolean {
  try {
    const { Version, Statement } = JSON.parse(text) as { Version?: unknown; Statement?: unknown };
    return Version === "2012-10-17" && Array.isArray(Statement);
  } catch {
    return false;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}
