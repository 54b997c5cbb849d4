/** From this width on there is room for a table, and for the whole filter; below, cards take its place. */
export const roomForTable = 689;
