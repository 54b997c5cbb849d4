// Names that are fixed because policies in other accounts spell them out.

/** The only role that elevated roles admit: that of the function `credentials`. */
export const brokerRoleName = "stint-broker";

/** The only role that may publish cut-off lists: that of the function `cut-off`. */
export const cutOffRoleName = "stint-cut-off";

/** The stack in each target account, and the StackSet that deploys it there as `StackSet-StintTarget-…`. */
export const targetStackName = "StintTarget";
