import { parsedNumeric, Refusal } from "./parsed.ts"

/** A sum of {@link CALL_PERMISSIONS}, 0 to 255. It is stored as given: no flag implies or excludes another. */
export type CallPermissions = number & { readonly CallPermissions: unique symbol }

/** The flags of Hermes' permission nodes. */
export const CALL_PERMISSIONS = {
  NOCALLS: 1,
  EMERGENCY: 2,
  INTERNAL: 4,
  VOIP: 8,
  NATIONAL: 16,
  SERVICES: 32,
  INTERNATIONAL: 64,
  OTHERS: 128,
} as const

/** The name of a flag of {@link CALL_PERMISSIONS}. */
export type CallPermissionName = keyof typeof CALL_PERMISSIONS

/** Reads a sum of flags in decimal digits. */
export const parseCallPermissions = (text: string): CallPermissions | Refusal => {
  const value = /^[0-9]{1,3}$/.test(text) ? Number(text) : -1
  return value >= 0 && value <= 255
    ? (value as CallPermissions)
    : new Refusal("is not a sum of permission flags (a number from 0 to 255)")
}

/** The names of the flags that are set, in the order of their values. */
export const callPermissionNames = (permissions: CallPermissions): ReadonlyArray<CallPermissionName> =>
  (Object.keys(CALL_PERMISSIONS) as Array<CallPermissionName>).filter((name) => permissions & CALL_PERMISSIONS[name])

export const CallPermissions = parsedNumeric("CallPermissions", parseCallPermissions, Number)
