/**
 * Ends a statement that goes by ids from a point on. PostgreSQL keeps the plan of a statement that is prepared, and one that was made while the table was empty reads
 * all of it ever after, so such a one is planned each time.
 */
export const PLANNED_ANEW = " /* planned anew */"
