// Roles of the hub whose names are fixed, because the trust policies of target accounts spell them out.

/** The only role that elevated roles admit: that of the function `credentials`. */
export const brokerRoleName = "stint-broker";

/** The only role that may publish cut-off lists: that of the function `cut-off`. */
export const cutOffRoleName = "stint-cut-off";
