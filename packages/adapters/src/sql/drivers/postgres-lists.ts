/** So many keys of a look are many; of fewer, the plan that was made while a table was small goes by its index, too. */
export const MANY_KEYS = 10

const LIST = / IN \((\?(?:, \?)*)\)/

const countIn = (sql: string): number => sql.split("?").length - 1

/** How many values the longest list of a text has. */
export const longestList = (sql: string): number =>
  Math.max(0, ...sql.matchAll(new RegExp(LIST, "g")).map(([, list = ""]) => countIn(list)))

// A list that is only known when the statement runs is always looked up by the index. Of one that is known the server counts the keys, and reads a whole table that it
// has no statistics of yet.
const BY_LIST = " = ANY(ARRAY(SELECT unnest(CAST(? AS text[]))))"

/**
 * A look for many keys, which are texts, with one parameter, a list, where no other parameter is there. One by one the server would parse and plan each of
 * them, every time. Undefined where the text is nothing of this kind.
 */
export const byOneList = (sql: string): string | undefined => {
  const [, list = ""] = LIST.exec(sql) ?? []
  const keys = countIn(list)
  return keys >= MANY_KEYS && keys === countIn(sql) ? sql.replace(LIST, BY_LIST) : undefined
}
