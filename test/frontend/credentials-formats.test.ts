import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  type Credentials,
  concealed,
  formats,
  profileFor,
  unwritable,
  written,
} from "../../frontend/src/ui/credentials/formats.ts";

const usual: Credentials = {
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  SessionToken: "IQoJb3JpZ2luX2VjEOz//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+Ab/cd==",
  Expiration: "2099-11-22T10:00:00Z",
};
/** All that a shell could take amiss; AWS has given nothing like it so far. */
const hostile: Credentials = {
  AccessKeyId: "''$(touch$IFS/stint-never)\"`id`;&|<>",
  SecretAccessKey: "%PATH%^!x!\"%a:b=c%\\'\\",
  SessionToken: "$HOME'\\$(HOME)\"#{x}*?[a]~!!\\n'''=;#",
  Expiration: "2099-11-22T10:00:00Z",
};
const cases = [
  ["usual", usual],
  ["hostile", hostile],
] as const;

const profile = "stint-shop-prod-ReadOnly";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stint-formats-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function runs(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The environment that a program prints, each variable ended by a NUL. */
function environmentOf(program: string, ...args: string[]): Record<string, string> {
  const env = { PATH: process.env.PATH, HOME: "/nowhere" };
  const printed = execFileSync(program, args, { encoding: "utf8", env });
  return Object.fromEntries(printed.split("\0").map((entry) => [entry.split("=", 1)[0], entry.replace(/^[^=]*=/, "")]));
}

function asVariables({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) {
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
}

/** What the AWS SDK finds when it looks for this profile. */
async function foundBySdk(files: { readonly credentials?: string; readonly config?: string }) {
  for (const name of Object.keys(asVariables(usual))) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", files.credentials ?? "/nowhere");
  vi.stubEnv("AWS_CONFIG_FILE", files.config ?? "/nowhere");
  const found = await new STSClient({ region: "eu-west-1", profile }).config.credentials();
  return {
    AccessKeyId: found.accessKeyId,
    SecretAccessKey: found.secretAccessKey,
    SessionToken: found.sessionToken,
    ...(found.expiration && { Expiration: found.expiration.toISOString().replace(".000Z", "Z") }),
  };
}

describe.each(cases)("%s credentials", (kind, credentials) => {
  for (const shell of ["bash", "zsh"])
    test.skipIf(!runs(shell, "-c", "true"))(`are in the environment of ${shell} after its text`, () => {
      expect(environmentOf(shell, "-c", `${written("bash", credentials, profile)}env -0`)).toMatchObject(
        asVariables(credentials),
      );
    });

  test.skipIf(!runs("zsh", "-c", "true"))("are in the environment of zsh with RC_QUOTES set", () => {
    expect(
      environmentOf("zsh", "-o", "RC_QUOTES", "-c", `${written("bash", credentials, profile)}env -0`),
    ).toMatchObject(asVariables(credentials));
  });

  test.skipIf(!runs("fish", "-c", "true"))("are in the environment of fish after its text", () => {
    expect(environmentOf("fish", "-c", `${written("fish", credentials, profile)}env -0`)).toMatchObject(
      asVariables(credentials),
    );
  });

  test.skipIf(!runs("pwsh", "-NoProfile", "-Command", "exit"))(
    "are in the environment of PowerShell after its text",
    () => {
      const script = file(`${kind}.ps1`, `${written("powershell", credentials, profile)}& env -0\n`);
      expect(environmentOf("pwsh", "-NoProfile", "-File", script)).toMatchObject(asVariables(credentials));
    },
  );

  test("are what a shell reads from the .env file", () => {
    const env = file(`${kind}.env`, written("dotenv", credentials, profile));
    expect(environmentOf("sh", "-c", `set -a; . "${env}"; env -0`)).toMatchObject(asVariables(credentials));
  });

  test("are what the AWS SDK finds in the credentials file, appended to what was there", async () => {
    const others = "[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n";
    const path = file(`${kind}-credentials`, others + written("file", credentials, profile));
    const { Expiration: _, ...expected } = credentials;
    expect(await foundBySdk({ credentials: path })).toEqual(expected);
  });

  test("are what the AWS SDK takes from a process that prints the JSON", async () => {
    const json = file(`${kind}.json`, written("json", credentials, profile));
    const config = file(`${kind}-config`, `[profile ${profile}]\ncredential_process = cat ${json}\n`);
    expect(await foundBySdk({ config })).toEqual(credentials);
  });

  test("are in no format as long as they are concealed", () => {
    for (const format of formats) {
      const text = written(format, concealed(credentials), profile);
      for (const value of Object.values(asVariables(credentials))) expect(text).not.toContain(value);
      expect(text).toContain("•••");
    }
  });
});

describe("the text of a format", () => {
  test("is PowerShell's with quotes doubled", () => {
    expect(written("powershell", { ...usual, SecretAccessKey: "a'b$c`d" }, profile).split("\n")[1]).toBe(
      "$Env:AWS_SECRET_ACCESS_KEY = 'a''b$c`d'",
    );
  });

  test("is fish's with backslashes and quotes escaped", () => {
    expect(written("fish", { ...usual, SecretAccessKey: "a'b\\c$d" }, profile).split("\n")[1]).toBe(
      " set -gx AWS_SECRET_ACCESS_KEY 'a\\'b\\\\c$d'",
    );
  });

  test("is cmd's in quotes, and with a caret before each character where quotes do not hold", () => {
    const lines = written("cmd", { ...usual, SessionToken: '%A%"&' }, profile).split("\n");
    expect(lines).toEqual([
      'set "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"',
      'set "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"',
      'set AWS_SESSION_TOKEN=^%^A^%^"^&',
      "",
    ]);
  });

  test("is a .env file without quotes, which Docker would take for part of the values", () => {
    const text = written("dotenv", usual, profile);
    expect(text).not.toMatch(/['"]/);
    expect(parseEnv(text)).toEqual(asVariables(usual));
  });

  test("is JSON as credential_process has it", () => {
    expect(JSON.parse(written("json", usual, profile))).toEqual({ Version: 1, ...usual });
  });

  test("keeps out of the history of shells that forget lines beginning with a space", () => {
    for (const format of ["bash", "fish"] as const)
      expect(written(format, usual, profile).trimEnd().split("\n")).toEqual([
        expect.stringMatching(/^ \S/),
        expect.stringMatching(/^ \S/),
        expect.stringMatching(/^ \S/),
      ]);
  });
});

describe("credentials that no format could carry", () => {
  test.each([
    ["a line end", "a\nb"],
    ["a NUL", "a\0b"],
    ["a space", "a b"],
    ["a quote that PowerShell takes for its own", "a’b"],
    ["nothing", ""],
  ])("are found: with %s", (_, SessionToken) => {
    expect(unwritable({ ...usual, SessionToken })).toBe("SessionToken");
    expect(unwritable({ ...usual, AccessKeyId: SessionToken })).toBe("AccessKeyId");
  });

  test.each(cases)("are not found in %s ones", (_, credentials) => {
    expect(unwritable(credentials)).toBeUndefined();
  });
});

describe("the name of a profile", () => {
  test("is made of account and role", () => {
    expect(profileFor("shop-prod", "DatabaseAdmin")).toBe("stint-shop-prod-DatabaseAdmin");
  });

  test("holds nothing that a file or a shell takes amiss", () => {
    expect(profileFor("Shop & Söhne] \n[default", "Read_Only")).toBe("stint-Shop-S-hne-default-Read_Only");
  });
});
