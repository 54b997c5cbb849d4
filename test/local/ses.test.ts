import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { describe, expect, onTestFinished, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startSes } from "../../local/ses.ts";
import { serve } from "../../local/wire.ts";

const text = (Data: string) => ({ Data, Charset: "UTF-8" });
const mail = {
  FromEmailAddress: "Stint <stint@example.com>",
  Destination: { ToAddresses: ["bob@example.com"] },
  Content: { Simple: { Subject: text("Bitte prüfen"), Body: { Text: text("Hello\n"), Html: text("<p>Hello") } } },
} satisfies SendEmailCommandInput;

/** A served SES, started anew on the same folder by `restart`. */
async function aSes() {
  const state = mkdtempSync(join(tmpdir(), "stint-ses-"));
  const clock = startClock();
  const start = () => startSes({ clock, state, senders: ["stint@example.com", "mail.example.org"] });
  let ses = start();
  const { origin, close } = await serve({ port: 0, mounts: { "/ses": (request) => ses.part(request) } });
  onTestFinished(async () => {
    clock.close();
    await close();
    rmSync(state, { recursive: true });
  });
  const client = new SESv2Client({
    endpoint: `${origin}/ses`,
    region: "eu-west-1",
    credentials: { accessKeyId: "k", secretAccessKey: "s" },
    maxAttempts: 1,
  });
  const send = (input: Partial<SendEmailCommandInput> = {}) =>
    client.send(new SendEmailCommand({ ...mail, ...input } as SendEmailCommandInput));
  const raw = (body: string, path = "/v2/email/outbound-emails", headers: Record<string, string> = {}) =>
    fetch(`${origin}/ses${path}`, {
      method: "POST",
      body,
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=k/1/r/ses/aws4_request", ...headers },
    });
  const restart = () => {
    ses = start();
  };
  return { clock, state, send, raw, restart, inbox: () => ses.inbox() };
}

const subject = (Data: string, Charset?: string) => ({
  Content: { Simple: { ...mail.Content.Simple, Subject: { Data, Charset } } },
});
const to = (...ToAddresses: string[]) => ({ Destination: { ToAddresses } });
const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@example.com`);

describe("SendEmail", () => {
  test("puts the mail into the inbox", async () => {
    const { clock, send, inbox } = await aSes();
    clock.advance(3_600_000);
    const { MessageId: id } = await send();
    expect(inbox()).toEqual([
      {
        id,
        at: expect.any(String),
        from: "Stint <stint@example.com>",
        to: ["bob@example.com"],
        subject: "Bitte prüfen",
        text: "Hello\n",
        html: "<p>Hello",
      },
    ]);
    expect(Math.abs(Date.parse(inbox()[0]?.at ?? "") - clock.now())).toBeLessThan(10_000);
  });

  test("takes names, copies and a text alone", async () => {
    const { send, inbox } = await aSes();
    await send({
      Destination: {
        ToAddresses: ['"Ng, Bob" <bob@example.com>'],
        CcAddresses: ["c@x.example.com"],
        BccAddresses: ["d@e.org"],
      },
      Content: { Simple: { Subject: text("s"), Body: { Text: { Data: "plain" } } } },
    });
    expect(inbox()[0]).toMatchObject({ to: ["bob@example.com", "c@x.example.com", "d@e.org"], text: "plain" });
    expect(inbox()[0]).not.toHaveProperty("html");
  });

  test.each(["stint@example.com", "stint@EXAMPLE.com", "any@mail.example.org", "Any <any@x.mail.example.org>"])(
    "takes %s as a verified sender",
    async (FromEmailAddress) => {
      const { send } = await aSes();
      await expect(send({ FromEmailAddress })).resolves.toBeDefined();
    },
  );

  test.each(["mallory@example.com", "Stint@example.com", "stint@sub.example.com", "a@notmail.example.org"])(
    "rejects %s, who is not verified",
    async (FromEmailAddress) => {
      const { send, inbox } = await aSes();
      await expect(send({ FromEmailAddress })).rejects.toMatchObject({
        name: "MessageRejected",
        message: `Email address is not verified. The following identities failed the check: ${FromEmailAddress}`,
      });
      expect(inbox()).toEqual([]);
    },
  );

  test("takes 50 recipients and no more, all kinds together", async () => {
    const { send } = await aSes();
    const [ToAddresses, CcAddresses] = [people(30), people(20)];
    await expect(send({ Destination: { ToAddresses, CcAddresses } })).resolves.toBeDefined();
    const oneMore = { ToAddresses, CcAddresses, BccAddresses: people(1) };
    await expect(send({ Destination: oneMore })).rejects.toThrow("Recipient count exceeds 50");
  });

  test.each<[string, Partial<SendEmailCommandInput>, RegExp]>([
    ["a second header in the subject", subject("x\r\nBcc: eve@example.com", "UTF-8"), /Subject contains a control/],
    ["a line break in the subject", subject("x\n", "UTF-8"), /Subject contains a control/],
    [
      "a second header in the sender's name",
      { FromEmailAddress: "S\r\nBcc: e@x.org <stint@example.com>" },
      /control or whitespace/,
    ],
    ["a second header in a recipient", to("bob@example.com\r\nBcc: eve@example.com"), /Domain contains control/],
    ["a second recipient in one", to("bob@example.com, eve@example.com"), /Local address contains/],
    ["a name with a comma that is not quoted", to("Ng, Bob <bob@example.com>"), /Illegal address/],
    ["a name with an umlaut that is not encoded", to("Jürgen <j@example.com>"), /Local address contains control/],
    ["an address in an address", to("a <b <bob@example.com>>"), /Illegal address/],
    ["text after the address", to("<bob@example.com> x"), /Illegal address/],
    ["an address without domain", to("bob"), /Missing final '@domain'/],
    ["an empty domain", to("bob@"), /Missing domain/],
    ["an empty local part", to("@example.com"), /Missing local name/],
    ["a local part with a space", to("bob smith@example.com"), /Local address contains control or whitespace/],
    ["a domain with a space", to("bob@example .com"), /Domain contains control or whitespace/],
    ["a local part with two dots", to("bob..x@example.com"), /dot-dot/],
    ["a domain of one word", to("bob@localhost"), /Domain contains illegal/],
    ["a local part of 65", to(`${"b".repeat(65)}@example.com`), /more than 64/],
    ["a domain of 256", to(`b@${"d".repeat(252)}.com`), /more than 255/],
    ["no recipient", { Destination: {} }, /At least one recipient/],
    ["no destination", { Destination: undefined }, /Destination must be an object/],
    ["no sender", { FromEmailAddress: undefined }, /FromEmailAddress must be a string/],
    ["umlauts without charset", subject("prüfen"), /Charset must be UTF-8/],
    ["another charset", subject("x", "Shift_JIS"), /expected to be UTF-8, not "Shift_JIS"/],
    ["no body", { Content: { Simple: { Subject: text("s"), Body: {} } } }, /needs Text or Html/],
    ["no subject", { Content: { Simple: { Subject: undefined, Body: mail.Content.Simple.Body } } }, /Subject must be/],
    ["a subject without text", subject(undefined as unknown as string), /Subject\.Data must be a string/],
    ["a raw mail", { Content: { Raw: { Data: Buffer.from("x") } } }, /Content has Raw/],
    ["a template", { Content: { Template: { TemplateName: "x" } } }, /Content has Template/],
    ["reply-to addresses", { ReplyToAddresses: ["x@example.com"] }, /ReplyToAddresses/],
    ["a configuration set", { ConfigurationSetName: "x" }, /ConfigurationSetName/],
  ])("refuses %s", async (_, input, message) => {
    const { send, inbox } = await aSes();
    await expect(send(input)).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(inbox()).toEqual([]);
  });

  test.each([
    ["a body that is no JSON", "{", /not JSON/],
    ["a body that is a list", "[]", /must be an object/],
    [
      "recipients that are no list",
      JSON.stringify({ ...mail, Destination: { ToAddresses: "a@b.org" } }),
      /list of strings/,
    ],
  ])("refuses %s", async (_, body, message) => {
    const { raw } = await aSes();
    const answer = await raw(body);
    expect([answer.status, answer.headers.get("x-amzn-errortype")]).toEqual([400, "BadRequestException"]);
    expect(await answer.text()).toMatch(message);
  });

  test("is the only call, and must be signed", async () => {
    const { raw } = await aSes();
    expect((await raw("{}", "/v2/email/templates")).status).toBe(404);
    const unsigned = await raw(JSON.stringify(mail), undefined, { authorization: "" });
    expect([unsigned.status, await unsigned.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
  });
});

describe("the inbox", () => {
  test("survives a restart, for its owner only", async () => {
    const { state, send, restart, inbox } = await aSes();
    await send();
    const before = [...inbox()];
    restart();
    expect(inbox()).toEqual(before);
    expect(statSync(join(state, "ses-mails.jsonl")).mode & 0o777).toBe(0o600);
  });

  test("holds the last 500 mails, in the file at most twice as many", async () => {
    const { state, send, restart, inbox } = await aSes();
    const file = join(state, "ses-mails.jsonl");
    const lines = () => readFileSync(file, "utf8").split("\n").length - 1;
    await send();
    writeFileSync(file, readFileSync(file, "utf8").repeat(998));
    restart();
    expect(inbox()).toHaveLength(500);
    const { MessageId: kept } = await send();
    expect([inbox().length, lines()]).toEqual([500, 999]);
    const { MessageId: last } = await send();
    expect([inbox().length, lines()]).toEqual([500, 500]);
    expect(
      inbox()
        .slice(-2)
        .map(({ id }) => id),
    ).toEqual([kept, last]);
  });
});
