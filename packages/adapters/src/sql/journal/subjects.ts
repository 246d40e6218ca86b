import { type Change, type ChangeSet, domainOf, userOf } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { OwnTables } from "../schema/tables.ts"
import { textOf } from "../statements/values.ts"

const numberSubject = (number: string | undefined): ReadonlyArray<string> =>
  number === undefined ? [] : [`phone number ${number}`]

const spaceSubject = (domain: string): string => `space ${domain}`

const subjectsOf = (change: Change): ReadonlyArray<string> => {
  switch (change._tag) {
    case "AddLocalAccount":
      return [
        change.address,
        ...(change.uniqueUser ? [`user ${userOf(change.address)}`] : []),
        ...numberSubject(change.profile.phoneNumber),
      ]
    case "ChangeAccount":
      return [change.address, ...numberSubject(change.set.profile?.phoneNumber)]
    case "AddRemoteAccount":
    case "ChangeCredentials":
    case "ChangeRemotePassword":
    case "SetAccountState":
    case "RemoveAccount":
    case "AttachPhone":
    case "DetachPhone":
    case "SetForwarding":
      return [change.address]
    case "AddAlias":
      return [change.alias, change.destination, ...(change.number === undefined ? [] : [change.number])]
    case "RemoveAlias":
      return [change.alias]
    case "AddNumber":
    case "TakeNumber":
      return [change.number]
    case "AddNumberRange":
    case "EndTrial":
      return []
    case "AddDomain":
    case "SetDomainServers":
      return [change.domain]
    case "RemoveDomain":
      return [change.domain, "spaces"]
    case "AddOperator":
      return [`operator ${change.operator.name}`]
    case "ChangeOperator":
      return [`operator ${change.name}`]
    case "RemoveOperator":
    case "Authorize":
    case "Deauthorize":
      // One for all, because they are all about who keeps the highest level.
      return [`operator ${change.name}`, "authorizations"]
    case "EndSessions":
      return [`${change.subject.kind} ${change.subject.name}`]
    case "AddApiKey":
      return [`key ${change.key.id}`, ...(change.key.account === undefined ? [] : [change.key.account])]
    case "RemoveApiKey":
      return [`key ${change.id}`]
    case "AddRole":
    case "PutRole":
    case "RemoveRole":
      // One for all: whether a role is in use is seen in the others.
      return ["roles"]
    case "AssignRole":
      return ["roles", `${change.holder.kind} ${change.holder.name}`]
    case "AddDomainToken":
      return ["roles", `token ${change.token.id}`, change.token.domain]
    case "SetDomainTokenEnabled":
    case "RemoveDomainToken":
      return [`token ${change.id}`]
    case "AddSpace":
    case "PutSpace":
      return ["spaces", spaceSubject(change.space.domain)]
    case "RemoveSpace":
      return ["spaces", spaceSubject(change.domain)]
  }
}

/** The spaces with a limit that accounts are added to: only one change set at a time can be counted in them. */
const limitedSpaces = async (
  own: Connection,
  tables: OwnTables,
  changes: ChangeSet,
): Promise<ReadonlyArray<string>> => {
  const domains = changes.flatMap((change) => (change._tag === "AddLocalAccount" ? [domainOf(change.address)] : []))
  const limited = `SELECT domain FROM ${tables.space} WHERE domain = ? AND max_accounts > 0`
  const found = []
  for (const domain of new Set(domains)) found.push(...(await own.all(limited, [domain])))
  return found.map((row) => spaceSubject(textOf(row["domain"])))
}

/**
 * What a change set is about, each once and in one order for everybody. Two change sets about the same subject are never
 * under way at the same time.
 */
export const subjectsOfSet = async (
  own: Connection,
  tables: OwnTables,
  changes: ChangeSet,
): Promise<ReadonlyArray<string>> => {
  const subjects = [...changes.flatMap(subjectsOf), ...(await limitedSpaces(own, tables, changes))]
  return [...new Set(subjects.map((subject) => subject.toLowerCase()))].toSorted()
}
