import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { onTestFinished } from "vitest";
import { startClock } from "../../local/clock.ts";
import { type LocalRole, type Sts, startSts } from "../../local/sts.ts";
import { type Served, serve } from "../../local/wire.ts";

export const hub = "999988887777";
export const broker = `arn:aws:sts::${hub}:assumed-role/stint-broker/stint-credentials`;
export const elevated = "arn:aws:iam::111122223333:role/stint/Stint-DatabaseAdmin";
export const next = "arn:aws:iam::111122223333:role/stint/Stint-ReadOnly";
export const functionKeys = { accessKeyId: "ASIAFUNCTION00000000", secretAccessKey: "s", sessionToken: "t" };
export const userKeys = { ...functionKeys, accessKeyId: "AKIAUSER000000000000" };
export type Keys = typeof functionKeys;
export type Ask = Partial<AssumeRoleCommandInput>;

export const ask = {
  RoleArn: elevated,
  RoleSessionName: "r-1-alice",
  SourceIdentity: "alice@example.com",
  Tags: [
    { Key: "stint:request", Value: "r-1" },
    { Key: "stint:rule", Value: "prod-database" },
  ],
  TransitiveTagKeys: ["stint:request"],
} satisfies AssumeRoleCommandInput;

/** What a session asks of the next role when it adds nothing of its own. */
export const chained = {
  RoleArn: next,
  RoleSessionName: "second",
  SourceIdentity: undefined,
  Tags: undefined,
  TransitiveTagKeys: undefined,
} satisfies Ask;

/** A session policy that allows everything, and from that moment on denies it. */
export function denyFrom(at: number): string {
  const from = { DateGreaterThanEquals: { "aws:CurrentTime": new Date(at).toISOString() } };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "*", Resource: "*", Condition: from },
    ],
  });
}

/** A served STS with two roles that trust everybody, for the time of one test. */
export async function anSts(trust: Partial<Omit<LocalRole, "arn">> = {}) {
  const clock = startClock();
  const state = mkdtempSync(join(tmpdir(), "stint-sts-"));
  const asked: Parameters<LocalRole["refuses"]>[] = [];
  const refuses: LocalRole["refuses"] = (...call) => {
    asked.push(call);
    return undefined;
  };
  const roles = [elevated, next].map((arn): LocalRole => ({ arn, maxSession: 43_200, refuses, ...trust }));
  const callers = new Map([
    [functionKeys.accessKeyId, broker],
    [userKeys.accessKeyId, `arn:aws:iam::${hub}:user/admin`],
  ]);
  let sts: Sts;
  let served: Served | undefined;

  const restart = async () => {
    await served?.close();
    sts = startSts({
      clock,
      account: hub,
      region: "eu-west-1",
      state,
      role: (arn) => roles.find((known) => known.arn === arn),
      caller: (key) => callers.get(key),
    });
    served = await serve({ port: 0, mounts: { "/sts": sts.part } });
  };
  await restart();
  onTestFinished(async () => {
    clock.close();
    await served?.close();
    rmSync(state, { recursive: true });
  });

  const client = (credentials: Keys) =>
    new STSClient({ endpoint: `${served?.origin}/sts`, region: "eu-west-1", credentials, maxAttempts: 1 });
  const assume = (input: Ask = {}, as: Keys = functionKeys) =>
    client(as).send(new AssumeRoleCommand({ ...ask, ...input }));
  return {
    clock,
    state,
    /** What the trust policies were asked. */
    asked,
    restart,
    assume,
    log: () => sts.log(),
    session: (accessKeyId: string) => sts.session(accessKeyId),
    identity: ({ accessKeyId, secretAccessKey, sessionToken }: Keys) =>
      sts.identity(accessKeyId, secretAccessKey, sessionToken),
    whoAmI: (as: Keys) => client(as).send(new GetCallerIdentityCommand({})),
    /** The keys of a new session. */
    async issue(input: Ask = {}, as: Keys = functionKeys): Promise<Keys> {
      const { Credentials: issued } = await assume(input, as);
      const {
        AccessKeyId: accessKeyId = "",
        SecretAccessKey: secretAccessKey = "",
        SessionToken: sessionToken = "",
      } = issued ?? {};
      return { accessKeyId, secretAccessKey, sessionToken };
    },
    /** A call as no SDK would make it, by one of Stint's functions. */
    async raw(form: string | Readonly<Record<string, string>>, headers: Record<string, string> = {}, method = "POST") {
      const response = await fetch(`${served?.origin}/sts`, {
        method,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${functionKeys.accessKeyId}/20261122/eu-west-1/sts/aws4_request`,
          "content-type": "application/x-www-form-urlencoded",
          ...headers,
        },
        body: typeof form === "string" ? form : new URLSearchParams({ Version: "2011-06-15", ...form }).toString(),
      });
      const text = await response.text();
      return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text };
    },
  };
}
