import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import { Refusal } from "./parsed.ts"

/**
 * What a role can be allowed to touch, by the names of Webitel's acl ("rotes" is how it spells them). Answers have them in this order: first those of
 * the documented root, as documented, then what came later.
 */
export const ACL_RESOURCES = [
  "license",
  "system/reload",
  "account",
  "domain/item",
  "domain",
  "gateway/profile",
  "gateway",
  "outbound/list",
  "cdr/media",
  "cdr/files",
  "cdr",
  "hook",
  "book",
  "dialer/members",
  "dialer",
  "cc/queue",
  "cc/members",
  "cc/tiers",
  "channels",
  "rotes/domain",
  "rotes/extension",
  "rotes/public",
  "rotes/default",
  "calendar",
  "blacklist",
  "acl/resource",
  "acl/roles",
  "dialer/templates",
  "vmail",
  "widget",
  "callback",
  "callback/members",
  "metadata",
  "hotdesk",
  "kibana",
] as const

/** One of {@link ACL_RESOURCES}. */
export type AclResource = (typeof ACL_RESOURCES)[number]

/**
 * Create, read, update, delete; with `o` only what is one's own: the own account, or for `domain` the own domain. `*` is all of them. A plain
 * letter does not stand for the one with `o`: whoever asks says which is meant.
 */
export const ACL_PERMISSIONS = ["*", "c", "r", "u", "d", "co", "ro", "uo", "do"] as const

/** One of {@link ACL_PERMISSIONS}. */
export type AclPermission = (typeof ACL_PERMISSIONS)[number]

/** What is allowed on each resource; what is not named is not allowed. */
export type Acl = Readonly<Partial<Record<AclResource, ReadonlyArray<AclPermission>>>>

const isPermission = (text: string): text is AclPermission => ACL_PERMISSIONS.some((permission) => permission === text)

const isResource = (text: string): text is AclResource => ACL_RESOURCES.some((resource) => resource === text)

/** An acl with its resources in order, each permission once, `*` alone, and nothing for a resource without permissions. */
const inOrder = (permissionsOf: (resource: AclResource) => ReadonlyArray<AclPermission>): Acl =>
  Object.fromEntries(
    ACL_RESOURCES.map((resource) => [resource, [...new Set(permissionsOf(resource))]] as const)
      .filter(([, permissions]) => permissions.length > 0)
      .map(([resource, permissions]) => [resource, permissions.includes("*") ? ["*"] : permissions]),
  )

type AclText = Readonly<Record<string, ReadonlyArray<string>>>

/** Reads a list of permissions by resource; refuses what is no resource and what is no permission. */
export const parseAcl = (given: AclText): Acl | Refusal => {
  if (!Object.keys(given).every(isResource)) return new Refusal("names a resource that there is not")
  if (!Object.values(given).every((permissions) => permissions.every(isPermission))) {
    return new Refusal(`has a permission that is none of ${ACL_PERMISSIONS.join(", ")}`)
  }
  return inOrder((resource) => (given[resource] ?? []) as ReadonlyArray<AclPermission>)
}

/** What any of them allows. */
export const mergeAcls = (acls: ReadonlyArray<Acl>): Acl =>
  inOrder((resource) => acls.flatMap((acl) => acl[resource] ?? []))

/** Whether the list names the permission on the resource, or all of them. */
export const aclPermits = (acl: Acl, resource: AclResource, permission: AclPermission): boolean => {
  const permissions = acl[resource] ?? []
  return permissions.includes("*") || permissions.includes(permission)
}

/** Whether everything that is asked for is held. */
export const aclCovers = (held: Acl, asked: Acl): boolean =>
  ACL_RESOURCES.every((resource) =>
    (asked[resource] ?? []).every((permission) => aclPermits(held, resource, permission)),
  )

const isRecordOfLists = (value: unknown): value is AclText =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((list) => Array.isArray(list) && list.every((entry) => typeof entry === "string"))

/** Permissions by resource, as callers write them. */
export const Acl = Schema.Record(Schema.String, Schema.Array(Schema.String)).pipe(
  Schema.decodeTo(
    Schema.declare<Acl>((value): value is Acl => isRecordOfLists(value), { identifier: "Acl" }),
    {
      decode: SchemaGetter.transformEffect((given: AclText) => {
        const acl = parseAcl(given)
        return acl instanceof Refusal
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: acl.sentence }))
          : Effect.succeed(acl)
      }),
      encode: SchemaGetter.transform((acl: Acl): AclText => acl as AclText),
    },
  ),
)
