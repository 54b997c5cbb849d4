import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { claimsOf } from "./attack.ts";
import { type Acting, type Shown, sandboxAsk } from "./stint.ts";

/** A role's session, as whoever has its credentials. */
export interface LentSession {
  /** What STS says to it when it goes on to another role: `allowed`, or why not. */
  assume(roleArn?: string): Promise<string>;
  /** The account that GetCallerIdentity names; AWS denies this call to nobody. */
  whoAmI(): Promise<string | undefined>;
}

export interface Lent extends LentSession {
  /** The request that it was lent under. */
  readonly id: string;
}

/** A request for the sandbox, unless another is given, and a session of it; whoever has to approve has done so. */
export async function lent(stint: Acting, person: string, ask: object = {}, ...approvers: string[]): Promise<Lent> {
  const { id } = await stint.ask(person, { ...sandboxAsk, asks: {}, ...ask });
  for (const approver of approvers) await stint.post(approver, `/requests/${id}/approve`);
  const { status, body } = await stint.post(person, `/requests/${id}/credentials`);
  if (status !== 200) throw new Error(`no credentials: ${JSON.stringify(body)}`);
  return { id, ...(await sessionWith(stint, body)) };
}

/** The session of these credentials, as STS or the API answers them. */
export async function sessionWith(
  stint: Acting,
  issued: { readonly AccessKeyId: string; readonly SecretAccessKey: string; readonly SessionToken: string },
): Promise<LentSession> {
  const { origin } = new URL(String(claimsOf(await stint.token("alice")).iss));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = issued;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const sts = new STSClient({ region: "eu-west-1", endpoint: `${origin}/sts`, credentials });
  return {
    assume: (RoleArn = "arn:aws:iam::888899990000:role/TransitGatewayOperator") =>
      sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "next" })).then(
        () => "allowed",
        ({ message }: Error) => message,
      ),
    whoAmI: async () => (await sts.send(new GetCallerIdentityCommand({}))).Account,
  };
}

/** What a session is told that was cut off. */
export const cutOffMessage = "with an explicit deny in a permissions boundary";

/** The request once its cut-off has come to this. */
export async function cutOffTo(stint: Acting, id: string, state: string): Promise<Shown> {
  const { body } = await stint.until(
    () => stint.get<Shown>("erin", `/requests/${id}`),
    ({ body }) => body.cutOff?.state === state,
  );
  return body;
}

/** The request once its workflow is through. */
export async function closed(stint: Acting, id: string): Promise<Shown> {
  const { body } = await stint.until(
    () => stint.get<Shown>("erin", `/requests/${id}`),
    ({ body }) => body.history.at(-1).type === "closed",
  );
  return body;
}
