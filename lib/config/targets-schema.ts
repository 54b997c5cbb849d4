import { list, object, text } from "./parts.ts";

const organizationalUnit = text(
  /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/,
  "the id of an OU or of the organisation's root, such as ou-ab12-cdef3456 or r-ab12",
);

/** Where the elevated roles are deployed to. */
export const targetsSchema = object(
  {
    organizationalUnits: list(organizationalUnit)
      .min(1, { error: "at least one OU" })
      .describe("Ids of OUs. StintTarget is deployed to their accounts at any depth, and to those that join them."),
    region: text(/^(?!cn-|us-gov-|us-iso)[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$/, "an AWS Region such as eu-west-1")
      .optional()
      .describe("Where its stacks lie. The hub's unless written; the roles themselves have no Region."),
  },
  "Deploys StintTarget to target accounts by a StackSet, StintTargets. Without, it is deployed account by account.",
);
