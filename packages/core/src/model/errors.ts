import * as Data from "effect/Data"

/**
 * The input of an operation was refused. `field` is its path; the message is a sentence for people and never repeats the
 * value.
 */
export class InvalidInput extends Data.TaggedError("InvalidInput")<{
  readonly field: string
  readonly reason: "missing" | "malformed"
  readonly message: string
}> {}

/** The credentials are wrong, or the session has ended. Which, is told to nobody. */
export class Unauthorized extends Data.TaggedError("Unauthorized") {
  override get message() {
    return "The credentials are not valid, or the session has ended."
  }
}

/** Too many wrong credentials came for this name or from this host. Nothing was checked. */
export class Throttled extends Data.TaggedError("Throttled")<{
  /** Whole seconds until the next attempt is looked at. */
  readonly retryAfter: number
}> {
  override get message() {
    return `Too many failed attempts; try again in ${this.retryAfter} s.`
  }
}

/** The principal may not do this: its level is too low, or the object is outside its scope. */
export class Forbidden extends Data.TaggedError("Forbidden")<{ readonly operation: string }> {
  override get message() {
    return `The access level or scope of the caller does not allow ${this.operation}.`
  }
}

/** No account has the address, or only one that is gone from Kamailio. */
export class AccountNotFound extends Data.TaggedError("AccountNotFound")<{ readonly address: string }> {
  override get message() {
    return `There is no account ${this.address}.`
  }
}

/** An account or an alias has the address already, perhaps in another spelling. */
export class AddressTaken extends Data.TaggedError("AddressTaken")<{ readonly address: string }> {
  override get message() {
    return `The address ${this.address} is taken.`
  }
}

/** Another account of the domain has the phone number, as its own or as its user part. */
export class PhoneNumberTaken extends Data.TaggedError("PhoneNumberTaken")<{ readonly phoneNumber: string }> {
  override get message() {
    return `The phone number ${this.phoneNumber} is taken.`
  }
}

/** The old password that was given with a new one is wrong. */
export class WrongOldPassword extends Data.TaggedError("WrongOldPassword") {
  override get message() {
    return "The old password is wrong."
  }
}

/** Somebody proved to be an account that is blocked. */
export class AccountBlocked extends Data.TaggedError("AccountBlocked")<{ readonly address: string }> {
  override get message() {
    return `The account ${this.address} is blocked.`
  }
}

/** The domain is not one that Kamailio serves. */
export class DomainNotLocal extends Data.TaggedError("DomainNotLocal")<{ readonly domain: string }> {
  override get message() {
    return `Kamailio does not serve the domain ${this.domain}.`
  }
}

/** The domain is one that Kamailio serves, where a foreign one is meant. */
export class DomainIsLocal extends Data.TaggedError("DomainIsLocal")<{ readonly domain: string }> {
  override get message() {
    return `Kamailio serves the domain ${this.domain}, so its accounts are local.`
  }
}

/** A new account gets its servers from the domain, and the domain has none. */
export class NoDefaultServers extends Data.TaggedError("NoDefaultServers")<{ readonly domain: string }> {
  override get message() {
    return `The domain ${this.domain} has no default servers.`
  }
}

/** The account cannot be removed while something refers to it. */
export class AccountInUse extends Data.TaggedError("AccountInUse")<{
  readonly address: string
  readonly by: "phones" | "aliases"
}> {
  override get message() {
    return `The account ${this.address} still has ${this.by}; remove them first.`
  }
}

/** Only accounts that Kamailio authenticates have this. */
export class NotALocalAccount extends Data.TaggedError("NotALocalAccount")<{ readonly address: string }> {
  override get message() {
    return `The account ${this.address} is not a local one.`
  }
}

/** Somebody else changed the account again and again in the meantime. */
export class AccountChanged extends Data.TaggedError("AccountChanged")<{ readonly address: string }> {
  override get message() {
    return `The account ${this.address} was changed by somebody else at the same time.`
  }
}

/** The account has no contact. */
export class NotRegistered extends Data.TaggedError("NotRegistered")<{ readonly address: string }> {
  override get message() {
    return `The account ${this.address} is not registered.`
  }
}

/** The phone carries the account already. */
export class PhoneExists extends Data.TaggedError("PhoneExists")<{ readonly mac: string; readonly address: string }> {
  override get message() {
    return `The phone ${this.mac} carries ${this.address} already.`
  }
}

/** No phone of that MAC address, or it does not carry the account. */
export class PhoneNotFound extends Data.TaggedError("PhoneNotFound")<{ readonly mac: string }> {
  override get message() {
    return `There is no such association of the phone ${this.mac}.`
  }
}

/** No alias has the address. */
export class AliasNotFound extends Data.TaggedError("AliasNotFound")<{ readonly alias: string }> {
  override get message() {
    return `There is no alias ${this.alias}.`
  }
}

/** An account has at most one alias that is an E.164 number. */
export class NumberAliasExists extends Data.TaggedError("NumberAliasExists")<{ readonly destination: string }> {
  override get message() {
    return `The account ${this.destination} has an E.164 alias already.`
  }
}

/** The number is in the pool already. */
export class NumberExists extends Data.TaggedError("NumberExists")<{ readonly number: string }> {
  override get message() {
    return `The number ${this.number} is in the pool already.`
  }
}

/** The number is an alias, so it is not free. */
export class NumberInUse extends Data.TaggedError("NumberInUse")<{ readonly number: string }> {
  override get message() {
    return `The number ${this.number} is in use as an alias.`
  }
}

/** The number is not in the pool. */
export class NumberNotFound extends Data.TaggedError("NumberNotFound")<{ readonly number: string }> {
  override get message() {
    return `The number ${this.number} is not in the pool.`
  }
}

/** There is no number to hand out, or none that fits. */
export class NumberPoolEmpty extends Data.TaggedError("NumberPoolEmpty") {
  override get message() {
    return "There is no such number in the pool."
  }
}

/** The two ends do not make a range of numbers. */
export class NumberRangeRejected extends Data.TaggedError("NumberRangeRejected")<{ readonly message: string }> {}

/** Kamailio does not serve the domain. */
export class DomainNotFound extends Data.TaggedError("DomainNotFound")<{ readonly domain: string }> {
  override get message() {
    return `There is no domain ${this.domain}.`
  }
}

/** Kamailio serves the domain already. */
export class DomainExists extends Data.TaggedError("DomainExists")<{ readonly domain: string }> {
  override get message() {
    return `The domain ${this.domain} exists already.`
  }
}

/** The domain has accounts or aliases, or is a space. */
export class DomainInUse extends Data.TaggedError("DomainInUse")<{ readonly domain: string }> {
  override get message() {
    return `The domain ${this.domain} still has accounts or aliases, or is a space.`
  }
}

/** No default servers were set for the domain. */
export class ServersNotFound extends Data.TaggedError("ServersNotFound")<{ readonly domain: string }> {
  override get message() {
    return `No servers are set for the domain ${this.domain}.`
  }
}

/** No directory has an operator of that name. */
export class OperatorNotFound extends Data.TaggedError("OperatorNotFound")<{ readonly operator: string }> {
  override get message() {
    return `There is no operator ${this.operator}.`
  }
}

/** Some directory has an operator of that name. */
export class OperatorExists extends Data.TaggedError("OperatorExists")<{ readonly operator: string }> {
  override get message() {
    return `The operator ${this.operator} exists already.`
  }
}

/** No API key has that id. */
export class ApiKeyNotFound extends Data.TaggedError("ApiKeyNotFound") {
  override get message() {
    return "There is no such API key."
  }
}

/** There is no role of that name. */
export class RoleNotFound extends Data.TaggedError("RoleNotFound")<{ readonly role: string }> {
  override get message() {
    return `There is no role ${this.role}.`
  }
}

/** There is a role of that name. */
export class RoleExists extends Data.TaggedError("RoleExists")<{ readonly role: string }> {
  override get message() {
    return `The role ${this.role} exists already.`
  }
}

/** Somebody has the role, or another role is built on it. */
export class RoleInUse extends Data.TaggedError("RoleInUse")<{ readonly role: string }> {
  override get message() {
    return `The role ${this.role} is still in use.`
  }
}

/** The role is built in: it cannot be removed, and root cannot be changed. */
export class RoleBuiltIn extends Data.TaggedError("RoleBuiltIn")<{ readonly role: string }> {
  override get message() {
    return `The role ${this.role} is built in and stays as it is.`
  }
}

/** The domain has no token of that id. */
export class DomainTokenNotFound extends Data.TaggedError("DomainTokenNotFound") {
  override get message() {
    return "There is no such token of this domain."
  }
}

/** Somebody has to be able to do everything. */
export class LastSuper extends Data.TaggedError("LastSuper")<{ readonly operator: string }> {
  override get message() {
    return `${this.operator} is the last operator with full access, so that access stays.`
  }
}

/** The directory that knows the operator cannot be written. */
export class DirectoryReadOnly extends Data.TaggedError("DirectoryReadOnly")<{ readonly directory: string }> {
  override get message() {
    return `Operators of the directory ${this.directory} cannot be changed from here.`
  }
}

/** The domain has no space. */
export class SpaceNotFound extends Data.TaggedError("SpaceNotFound")<{ readonly domain: string }> {
  override get message() {
    return `There is no space ${this.domain}.`
  }
}

/** Another space has the same. */
export class SpaceExists extends Data.TaggedError("SpaceExists")<{ readonly field: "domain" | "name" | "host" }> {
  override get message() {
    return `Another space has this ${this.field}.`
  }
}

/** The space still has accounts. */
export class SpaceInUse extends Data.TaggedError("SpaceInUse")<{ readonly domain: string }> {
  override get message() {
    return `The space ${this.domain} still has accounts.`
  }
}

/** The space has as many accounts as it may have, or more than it is to have. */
export class SpaceFull extends Data.TaggedError("SpaceFull")<{ readonly domain: string }> {
  override get message() {
    return `The space ${this.domain} has no room for its accounts.`
  }
}

/** The realm of a space goes into what its clients keep, so it stays while there are accounts. */
export class RealmInUse extends Data.TaggedError("RealmInUse")<{ readonly domain: string }> {
  override get message() {
    return `The realm of the space ${this.domain} cannot change while it has accounts.`
  }
}

/** There is no way to the running Kamailio, which alone can do this. */
export class NoKamailioControl extends Data.TaggedError("NoKamailioControl") {
  override get message() {
    return "Registrations can be ended only where the server reaches Kamailio by RPC, and none is set up."
  }
}

/** A token that a device shows is unknown, has ended, or is attached or taken already. */
export class TokenNotFound extends Data.TaggedError("TokenNotFound") {
  override get message() {
    return "There is no such token."
  }
}
