/** A caller has an answer after 5 s at most; the rest is for a machine that is busy with other suites. */
export const LIMIT = 6500
