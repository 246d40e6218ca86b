import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Outcome } from "./outcome.ts"
import { table } from "./table.ts"

const README = fileURLToPath(import.meta.resolve("../../README.md"))
const [BEGIN, END] = ["<!-- bench -->", "<!-- /bench -->"]

/** Of the many rows about one thing, the worst. */
const briefly = (outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> => {
  const isWorst = (outcome: Outcome): boolean =>
    outcomes
      .filter(({ job, database }) => job === outcome.job && database === outcome.database)
      .every(({ ratio }) => ratio.median >= outcome.ratio.median)
  return outcomes
    .filter((outcome) => outcome.job !== "flat" || isWorst(outcome))
    .map((outcome) =>
      outcome.job === "flat" ? { ...outcome, setting: `${outcome.setting}, the worst of 13` } : outcome,
    )
}

/** The text with the table and what it was taken with between the marks; throws where there are none. */
export const withTable = (text: string, header: string, outcomes: ReadonlyArray<Outcome>): string => {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`)
  const written = `${header.split("\n").join("  \n")}\n\n${table(briefly(outcomes))}`
  return `${text.slice(0, begin + BEGIN.length)}\n\n${written}\n\n${text.slice(end)}`
}

export const writeReadme = (header: string, outcomes: ReadonlyArray<Outcome>): void =>
  writeFileSync(README, withTable(readFileSync(README, "utf8"), header, outcomes))
