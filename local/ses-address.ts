/**
 * The bare address of `someone@example.com` or `Name <someone@example.com>`. Throws an Error in the words that SES uses,
 * where it refuses one; line breaks and other control characters among them, which would begin another header.
 */
export function bareAddress(text: string): string {
  if (!/^[\u0020-\u007E]*$/.test(text))
    throw new Error(/@[^>]*[^\u0020-\u007E]/.test(text) ? domainControl : localControl);
  const [, name = "", bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? [];
  if (bracketed === undefined && /[<>]/.test(text)) throw new Error("Illegal address");
  if (!/^(?:[^"(),:;@[\\\]]*|"(?:[^"\\]|\\.)*" *)$/.test(name)) throw new Error("Illegal address");
  const address = bracketed ?? text;
  checkAddress(address);
  return address;
}

const localControl = "Local address contains control or whitespace";
const domainControl = "Domain contains control or whitespace";

function checkAddress(address: string): void {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  const wrong = [
    [at < 0, "Missing final '@domain'"],
    [local === "", "Missing local name"],
    [domain === "", "Missing domain"],
    [/\s/.test(local), localControl],
    [/\s/.test(domain), domainControl],
    [/["(),:;<>@[\\\]]/.test(local), "Local address contains illegal character"],
    [/^\.|\.\.|\.$/.test(local), "Local address contains dot-dot"],
    [!/^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(domain), "Domain contains illegal character"],
    [local.length > 64, "Local address length is more than 64 characters long"],
    [domain.length > 255, "Domain length is more than 255 characters long"],
  ] as const;
  const first = wrong.find(([is]) => is);
  if (first) throw new Error(first[1]);
}
