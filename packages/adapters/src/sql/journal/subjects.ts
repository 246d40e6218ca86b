import type { Change, ChangeSet } from "@sipwright/core"

const subjectsOf = (change: Change): ReadonlyArray<string> => {
  switch (change._tag) {
    case "AddLocalAccount":
    case "AddRemoteAccount":
    case "ChangeAccount":
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
      return []
    case "AddDomain":
    case "RemoveDomain":
    case "SetDomainServers":
      return [change.domain]
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
      return [`key ${change.key.id}`]
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
      return ["roles", `token ${change.token.id}`]
    case "SetDomainTokenEnabled":
    case "RemoveDomainToken":
      return [`token ${change.id}`]
  }
}

/**
 * What a change set is about, each once and in one order for everybody. Two change sets about the same subject are never
 * under way at the same time.
 */
export const subjectsOfSet = (changes: ChangeSet): ReadonlyArray<string> =>
  [...new Set(changes.flatMap(subjectsOf).map((subject) => subject.toLowerCase()))].toSorted()
