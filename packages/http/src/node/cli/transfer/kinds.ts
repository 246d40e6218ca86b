import type { Sipwright } from "@sipwright/core"
import type { RecordFields } from "./record.ts"

/** What is imported and exported: one row of a file for one thing. */
export interface Kind {
  /** The columns of a file, and what the operations call them. */
  readonly columns: Readonly<Record<string, string>>
  readonly needed: ReadonlyArray<string>
  /** The columns that an export holds only where secrets were asked for. */
  readonly secret: ReadonlyArray<string>
  /** The input of the operation, from values that stand under the operation's own names. */
  readonly itemOf: (fields: RecordFields) => RecordFields
  /** All there is, under the operation's own names. */
  readonly all: (sipwright: Sipwright) => AsyncIterable<RecordFields>
}

const asIs = (fields: RecordFields): RecordFields => fields

/** `state` in a file is two facts: it says what an account may do now. */
const STATES: Readonly<Record<string, RecordFields>> = {
  active: {},
  deactivated: { activated: false },
  blocked: { blocked: true },
}

const stateOf = (state: unknown): RecordFields => {
  if (state === undefined) return {}
  // Anything else is refused as what it is: no boolean.
  return (typeof state === "string" ? STATES[state] : undefined) ?? { activated: state }
}

const dictionaryOf = (value: unknown): unknown => {
  if (typeof value !== "string") return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const accountItem = (fields: RecordFields): RecordFields => {
  const { state, dictionary, ...rest } = fields
  if (state === undefined && dictionary === undefined) return fields
  return {
    ...rest,
    ...(dictionary === undefined ? {} : { dictionary: dictionaryOf(dictionary) }),
    ...stateOf(state),
  }
}

const TOGETHER = 16

async function* allAccounts(sipwright: Sipwright): AsyncGenerator<RecordFields> {
  const detail = async ({ address }: { readonly address: string }) => {
    try {
      return await sipwright.accounts.get({ address })
    } catch (error) {
      // Removed since the list was begun.
      if ((error as { readonly _tag?: unknown })._tag === "AccountNotFound") return undefined
      throw error
    }
  }
  let waiting: Array<ReturnType<typeof detail>> = []
  async function* settle(): AsyncGenerator<RecordFields> {
    for (const account of await Promise.all(waiting)) {
      if (account === undefined) continue
      const { dictionary = {} } = account as { readonly dictionary?: RecordFields }
      yield { ...account, dictionary: Object.keys(dictionary).length === 0 ? undefined : dictionary }
    }
    waiting = []
  }
  for await (const account of sipwright.accounts.list()) {
    waiting.push(detail(account))
    if (waiting.length === TOGETHER) yield* settle()
  }
  yield* settle()
}

async function* allAliases(sipwright: Sipwright): AsyncGenerator<RecordFields> {
  for await (const { alias, destination } of sipwright.aliases.list()) yield { alias, destination }
}

async function* allNumbers(sipwright: Sipwright): AsyncGenerator<RecordFields> {
  for await (const number of sipwright.numbers.list()) yield { number }
}

async function* allPhones(sipwright: Sipwright): AsyncGenerator<RecordFields> {
  for await (const mac of sipwright.phones.list()) {
    for (const address of await sipwright.phones.accountsOf({ mac })) yield { mac, address }
  }
}

/** Everything that can be imported and exported, by the word for it on the command line, which is that of its group of operations. */
export const KINDS = {
  accounts: {
    columns: {
      type: "type",
      address: "address",
      name: "displayName",
      email: "email",
      password: "password",
      state: "state",
      permissions: "permissions",
      access: "access",
      phone_number: "phoneNumber",
      dtmf_protocol: "dtmfProtocol",
      dictionary: "dictionary",
      auth_id: "authId",
      registrar: "registrar",
      registrar_port: "registrarPort",
      proxy: "proxy",
      proxy_port: "proxyPort",
      dial_plan: "dialPlan",
      line_text: "lineText",
    },
    needed: ["address"],
    secret: ["password"],
    itemOf: accountItem,
    all: allAccounts,
  },
  aliases: {
    columns: { alias: "alias", destination: "destination" },
    needed: ["alias", "destination"],
    secret: [],
    itemOf: asIs,
    all: allAliases,
  },
  numbers: {
    columns: { number: "number" },
    needed: ["number"],
    secret: [],
    itemOf: asIs,
    all: allNumbers,
  },
  phones: {
    columns: { mac: "mac", address: "address" },
    needed: ["mac", "address"],
    secret: [],
    itemOf: asIs,
    all: allPhones,
  },
} as const satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as ReadonlyArray<KindName>
