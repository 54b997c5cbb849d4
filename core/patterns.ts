// What the API takes of each kind of text, without zod: so the dashboard can say it before the API refuses.

/** The id of an AWS account. */
export const accountIdPattern = /^[0-9]{12}$/;

/** The name of a role, a rule or an ask. */
export const namePattern = /^[\w-]{1,64}$/;

/** An e-mail address, roughly: whether there is such a person is the identity provider's to say. */
export const emailPattern = /^[^\s@]+@[^\s@]+$/;

/** Most characters of the comment on a move. */
export const longestComment = 1000;

/** Most characters of a justification. */
export const longestJustification = 2000;

/** Most characters of whatever else is typed: an ask, a search, an e-mail address, the name of a group. */
export const longestText = 256;
