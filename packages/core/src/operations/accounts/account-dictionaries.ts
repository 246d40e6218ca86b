import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount } from "../../model/errors.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { Dictionary, DICTIONARY_ENTRIES, DictionaryKey, DictionaryValue } from "../../values/dictionary.ts"
import { AddressRef } from "../../values/sip-address.ts"
import { changeAccount } from "../change-account.ts"
import { call } from "../operation.ts"
import { presentLocalAccount } from "../present-account.ts"
import { ByAddress, reads, writes } from "./account-needs.ts"

const failures = [AccountChanged, AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable]

const Entry = Schema.Struct({ address: AddressRef, key: DictionaryKey })

const dictionary = call({
  name: "accounts.dictionary",
  summary: "The names and values that clients keep with a local account",
  needs: { ...reads, self: true },
  input: ByAddress,
  output: Schema.Struct({ dictionary: Dictionary }),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: ({ address }) =>
    Effect.map(presentLocalAccount(address), ({ profile }) => ({ dictionary: profile.dictionary })),
})

const setEntry = call({
  name: "accounts.setEntry",
  summary: "Sets one name in the dictionary of a local account",
  needs: writes,
  input: Schema.Struct({ ...Entry.fields, value: DictionaryValue }),
  output: Schema.Struct({ key: Schema.String, value: Schema.String }),
  errors: failures,
  handler: ({ address, key, value }, caller) =>
    changeAccount(presentLocalAccount(address), caller, ({ profile }) => {
      const dictionary = { ...profile.dictionary, [key]: value }
      return Object.keys(dictionary).length > DICTIONARY_ENTRIES
        ? Effect.fail(
            new InvalidInput({
              field: "dictionary",
              reason: "malformed",
              message: `dictionary has more than ${DICTIONARY_ENTRIES} entries.`,
            }),
          )
        : Effect.succeed({ set: { profile: { dictionary } }, answer: { key, value } })
    }),
})

const Removed = Schema.Struct({ removed: Schema.Number })

const removeEntry = call({
  name: "accounts.removeEntry",
  summary: "Takes one name out of the dictionary of a local account; one that is not there is no error",
  needs: writes,
  input: Entry,
  output: Removed,
  errors: failures,
  handler: ({ address, key }, caller) =>
    changeAccount(presentLocalAccount(address), caller, ({ profile }) => {
      const entries = Object.entries(profile.dictionary)
      const kept = entries.filter(([name]) => name !== key)
      const removed = entries.length - kept.length
      const set = removed === 0 ? {} : { profile: { dictionary: Object.fromEntries(kept) } }
      return Effect.succeed({ set, answer: { removed } })
    }),
})

const clearDictionary = call({
  name: "accounts.clearDictionary",
  summary: "Empties the dictionary of a local account",
  needs: writes,
  input: ByAddress,
  output: Removed,
  errors: failures,
  handler: ({ address }, caller) =>
    changeAccount(presentLocalAccount(address), caller, ({ profile }) => {
      const removed = Object.keys(profile.dictionary).length
      return Effect.succeed({ set: removed === 0 ? {} : { profile: { dictionary: {} } }, answer: { removed } })
    }),
})

export const accountDictionaries = { dictionary, setEntry, removeEntry, clearDictionary } as const
