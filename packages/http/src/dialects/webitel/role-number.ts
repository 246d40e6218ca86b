const NUMBERS: Readonly<Record<string, number>> = { root: 2, admin: 1, user: 0 }

/** What clients know roles by; those that somebody made are all the same number. */
export const roleNumber = (name: string): number => (Object.hasOwn(NUMBERS, name) ? (NUMBERS[name] ?? -1) : -1)
