import type { ShownCredentials } from "../../../../core/api.ts";

/** As much of what STS gave as is written down for programs. */
export type Credentials = Pick<ShownCredentials, "AccessKeyId" | "SecretAccessKey" | "SessionToken" | "Expiration">;

/** What credentials are written for: a shell, a .env file, the credentials file, or `credential_process`. */
export type Format = "bash" | "fish" | "powershell" | "cmd" | "dotenv" | "file" | "json";

/** In the order in which they are offered. */
export const formats = ["bash", "fish", "powershell", "cmd", "dotenv", "file", "json"] as const satisfies Format[];

/** What stands in a secret's place until it is shown. */
const hidden = "•••";

const secrets = ["AccessKeyId", "SecretAccessKey", "SessionToken"] as const;

/** Credentials as a shell, a file or a program reads them; `profile` names them in the credentials file. */
export function written(format: Format, credentials: Credentials, profile: string): string {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials;
  const lines = (line: (name: string, value: string) => string) =>
    `${line("AWS_ACCESS_KEY_ID", AccessKeyId)}\n${line("AWS_SECRET_ACCESS_KEY", SecretAccessKey)}\n${line("AWS_SESSION_TOKEN", SessionToken)}\n`;
  switch (format) {
    // Shells that are set up so (fish always is) keep lines that begin with a space out of their history.
    case "bash":
      return lines((name, value) => ` export ${name}=${inShell(value)}`);
    case "fish":
      return lines((name, value) => ` set -gx ${name} ${inFish(value)}`);
    case "powershell":
      return lines((name, value) => `$Env:${name} = ${inPowerShell(value)}`);
    case "cmd":
      return lines((name, value) => `set ${inCmd(name, value)}`);
    case "dotenv":
      return lines((name, value) => `${name}=${inDotenv(value)}`);
    case "file":
      return `[${profile}]\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\naws_session_token = ${SessionToken}\n`;
    case "json":
      return `${JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration }, null, 2)}\n`;
  }
}

/** The same credentials with nothing in them that is secret. */
export function concealed(credentials: Credentials): Credentials {
  return { ...credentials, AccessKeyId: hidden, SecretAccessKey: hidden, SessionToken: hidden };
}

/**
 * The first member that holds anything but printable ASCII without spaces, which is all that every format here can carry;
 * undefined for what AWS gives.
 */
export function unwritable(credentials: Credentials): (typeof secrets)[number] | undefined {
  return secrets.find((name) => !/^[\x21-\x7e]+$/.test(credentials[name]));
}

/** A name for the profile, made of what all tools take in one. */
export function profileFor(account: string, role: string): string {
  return `stint-${account}-${role}`.replaceAll(/[^\w.-]+/g, "-");
}

/** Every value that AWS has given so far: nothing in it means anything to a shell. */
const plain = /^[\w+/=.:@•-]*$/;

/** A quote is closed, quoted by the other kind, and opened again: right in zsh with RC_QUOTES as well. */
function inShell(value: string): string {
  return `'${value.replaceAll("'", `'"'"'`)}'`;
}

function inFish(value: string): string {
  return `'${value.replaceAll(/[\\']/g, "\\$&")}'`;
}

function inPowerShell(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * In quotes nothing but `%` and `"` is special to cmd. With those, a caret before each character: it is taken away only
 * after variables were looked for, so no name between two `%` is one.
 */
function inCmd(name: string, value: string): string {
  return plain.test(value) ? `"${name}=${value}"` : `${name}=${value.replaceAll(/./g, "^$&")}`;
}

/** Without quotes where it can be: Docker's --env-file takes them for part of the value. */
function inDotenv(value: string): string {
  if (plain.test(value)) return value;
  return value.includes("'") ? `"${value.replaceAll(/[\\"$`]/g, "\\$&")}"` : `'${value}'`;
}
