import type { LocalPerson } from "./identity/identity.ts";

const person = (username: string, name: string, ...groups: string[]): LocalPerson => ({
  username,
  name,
  email: `${username}@example.com`,
  emailVerified: true,
  groups,
});

/** Who can sign in to the embedded run; config/policy.yaml knows their groups. */
export const people: readonly LocalPerson[] = [
  person("alice", "Alice Almeida", "engineering"),
  person("bob", "Bob Brandt", "db-leads"),
  person("carol", "Carol Chen", "security"),
  person("dan", "Dan Duarte", "security-audit"),
  person("erin", "Erin Eze", "platform-admins"),
  person("frank", "Frank Fischer", "engineering", "contractors"),
];
