/** Where what is measured runs; databases run where the kernel puts them. */
export const SERVER_CORE = 0

/** Where the load comes from. */
export const LOAD_CORE = 1
