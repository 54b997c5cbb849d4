/** A signed-in person, as their verified access token describes them. */
export interface Person {
  /** The user pool's stable identifier. */
  readonly sub: string;
  readonly username: string;
  readonly name: string;
  /** Verified by the identity provider and normalised by {@link normalEmail}; absent when it was not verified. */
  readonly email?: string;
  /** The subject at the identity provider behind the user pool, where there is one. */
  readonly subject?: string;
  /** Complete, as of the last sign-in. */
  readonly groups: readonly string[];
  /** When the person last really authenticated, ISO 8601; absent where no claim carries it. */
  readonly authenticatedAt?: string;
}

/** The form in which e-mail addresses are compared: NFKC, lower case, no outer space. */
export function normalEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}

/** Whether both are one human: the same user, the same subject at the identity provider, or the same verified e-mail. */
export function isSamePerson(
  a: Pick<Person, "sub" | "subject" | "email">,
  b: Pick<Person, "sub" | "subject" | "email">,
) {
  return (
    a.sub === b.sub ||
    (a.subject !== undefined && a.subject === b.subject) ||
    (a.email !== undefined && b.email !== undefined && normalEmail(a.email) === normalEmail(b.email))
  );
}

/** People as the policy names them: any of these groups, or any of these verified e-mail addresses. */
export interface Who {
  readonly groups: readonly string[];
  /** Normalised e-mail addresses. */
  readonly people: readonly string[];
}

/** Whether the person is in any of the groups or is any of the people; whole names only, never parts of them. */
export function isAnyOf(who: Who, person: Pick<Person, "groups" | "email">): boolean {
  return (
    who.groups.some((group) => person.groups.includes(group)) ||
    (person.email !== undefined && who.people.includes(normalEmail(person.email)))
  );
}

/** `groups and people` in words, for messages. */
export function namesOf(who: Who): string {
  return [...who.groups, ...who.people].join(", ");
}
