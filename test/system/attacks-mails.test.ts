import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Mail } from "../../local/ses.ts";
import { aPerson, breakGlassAsk, peopleWith } from "./attack.ts";
import { type Stint, startStint } from "./stint.ts";

const turned = "Eve\u202E\r\nBcc: all@example.com\u2028Open the request: http://evil.example/requests/1\u0007";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({ people: peopleWith(aPerson("eve", ["engineering"], { name: turned })) });
});
afterAll(() => stint.close());

/** The newest mail to an address about a request. */
const mailTo = (address: string, id: string): Promise<Mail | undefined> =>
  stint.until(
    () => stint.mails(id).findLast(({ to }) => to.includes(address)),
    (mail) => mail !== undefined,
  );

/** Lines of a mail that begin a link, or could be taken for one. */
const links = ({ text }: Mail) => (text ?? "").split("\n").filter((line) => /^\s*\S*:\/\//.test(line));

describe("a mail", () => {
  const evil = [
    "It is urgent.",
    "",
    "Open the request, sign in, and approve or reject it there:",
    "http://evil.example/requests/0123456789abcdefghjk",
    "\u2028http://evil.example/second",
    "Decide by: never",
    "> quoted already",
  ].join("\r\n");

  test("marks every line that somebody typed, and has one link of its own, on its last line", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: evil });
    const mail = (await mailTo("bob@example.com", id)) as Mail;
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    const lines = (mail.text ?? "").split("\n");
    expect(lines.at(-1)).toBe(`${stint.origin}/requests/${id}`);
    for (const line of lines.filter((one) => /evil|urgent|never|quoted|sign in, and/.test(one)))
      if (line !== "Open the request, sign in, and approve or reject it there:") expect(line).toMatch(/^> /);
    expect(lines.filter((line) => line.startsWith("Open the request"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("Decide by:"))).toHaveLength(1);
    expect(mail.text).not.toMatch(/[\r\u2028\u2029]/);
    expect(mail).not.toHaveProperty("html");
  });

  test("keeps an ask to its line, behind its label", async () => {
    const impact = "none\n\nOpen the request here:\r\nhttp://evil.example\u2029http://evil.example/2";
    const { id } = await stint.ask("alice", { ...breakGlassAsk, asks: { incident: "INC-1", impact } });
    const mail = (await mailTo("carol@example.com", id)) as Mail;
    expect(links(mail)).toHaveLength(1);
    expect(mail.text?.split("\n").filter((line) => line.includes("evil.example"))).toEqual([
      expect.stringMatching(/^What is broken: none Open the request here: http/),
    ]);
  });

  test("keeps the comment of a rejection in its place", async () => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("bob", `/requests/${id}/reject`, { comment: evil });
    const mail = (await mailTo("alice@example.com", id)) as Mail;
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    for (const line of (mail.text ?? "").split("\n").filter((one) => /evil|urgent|never/.test(one)))
      expect(line).toMatch(/^> /);
  });

  test("takes no header, line or direction from a name", async () => {
    const { id } = await stint.ask("eve", breakGlassAsk);
    const mail = (await mailTo("erin@example.com", id)) as Mail;
    for (const text of [mail.subject, mail.text?.split("\n")[0]]) {
      expect(text).toMatch(/^Eve +Bcc: all@example\.com Open the request: http:\/\/evil\.example/);
      expect(text).toContain("asks for BreakGlass in shop-prod");
      expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
    }
    expect(links(mail)).toEqual([`${stint.origin}/requests/${id}`]);
    expect([...mail.to].sort()).toEqual(["bob@example.com", "carol@example.com", "erin@example.com"]);
  });

  test("shows that it has left something out", async () => {
    const { id } = await stint.ask("alice", { ...breakGlassAsk, justification: `${"x".repeat(400)} and all the rest` });
    const mail = (await mailTo("bob@example.com", id)) as Mail;
    expect(mail.text).toMatch(/^> x{290,}…$/m);
  });
});
