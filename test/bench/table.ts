import { type Outcome, verdictOf } from "./outcome.ts"

const HEAD = [
  "job",
  "database",
  "setting",
  "Sipwright",
  "bare",
  "ratio",
  "from – to",
  "by CPU",
  "must",
  "ambition",
  "verdict",
]

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "?")

const goal = (value: number | undefined, bound: "least" | "most" | undefined): string =>
  value === undefined ? "" : `${bound === "most" ? "≤" : "≥"} ${value}`

const cells = (outcome: Outcome): ReadonlyArray<string> => {
  const { job, database = "", setting, product, bare, ratio, byCpu, target } = outcome
  return [
    job,
    database,
    setting,
    product,
    bare,
    figure(ratio.median),
    `${figure(ratio.low)} – ${figure(ratio.high)}`,
    byCpu === undefined ? "" : figure(byCpu.median),
    goal(target?.must, target?.bound),
    goal(target?.ambition, target?.bound),
    verdictOf(outcome),
  ]
}

/** The outcomes as a table of Markdown, which can be read in a terminal too. */
export const table = (outcomes: ReadonlyArray<Outcome>): string => {
  const rows = [HEAD, ...outcomes.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`
  const [head = HEAD, ...body] = rows
  return [line(head), rule, ...body.map(line)].join("\n")
}

/** `12,300 /s` */
export const perSecond = (value: number, unit = "/s"): string => `${Math.round(value).toLocaleString("en")} ${unit}`

/** The outcomes in a few words, for whoever waits for the table. */
export const brief = (outcomes: ReadonlyArray<Outcome>): string =>
  outcomes
    .map((outcome) => {
      const { setting, product, bare, ratio, byCpu } = outcome
      const cpu = byCpu === undefined ? "" : `, by CPU ${figure(byCpu.median)}`
      return `  ${setting}: ${figure(ratio.median)}${cpu} (${product} to ${bare}) ${verdictOf(outcome)}`
    })
    .join("\n")
