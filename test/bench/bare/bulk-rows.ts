import { generated } from "./generated.ts"
import { OWN_COLUMNS, ownValues, type Rows, SUBSCRIBER_COLUMNS, subscriberValues, TOGETHER } from "./store.ts"

const NUMBER_COLUMNS = ["number"]

/** The numbers from first to last, in parts. */
export function* numberRows(first: number, last: number): Generator<ReadonlyArray<Rows>> {
  for (let at = first; at <= last; at += TOGETHER) {
    const values: Array<string> = []
    for (let number = at; number < at + TOGETHER && number <= last; number++) values.push(`+${number}`)
    yield [{ table: "bare_number", columns: NUMBER_COLUMNS, values }]
  }
}

/** So many accounts in parts, each with its two hashes and a filler, for both tables. */
export function* accountRows(
  count: number,
  named: (number: number) => { readonly user: string; readonly displayName: string; readonly email: string },
): Generator<ReadonlyArray<Rows>> {
  const time = Date.now()
  for (let at = 0; at < count; at += TOGETHER) {
    const subscribers: Array<string> = []
    const own: Array<string | number> = []
    for (let number = at; number < Math.min(count, at + TOGETHER); number++) {
      const { user, displayName, email } = named(number)
      const { account } = generated(user, { displayName, email })
      subscribers.push(...subscriberValues(account))
      own.push(...ownValues(account, time))
    }
    yield [
      { table: "subscriber", columns: SUBSCRIBER_COLUMNS, values: subscribers },
      { table: "bare_account", columns: OWN_COLUMNS, values: own },
    ]
  }
}
