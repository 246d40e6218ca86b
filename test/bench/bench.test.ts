import { describe, expect, inject, it } from "vitest"
import { MissingProgram } from "../support/installed.ts"
import { findOrSkip } from "../support/skipping.ts"
import type { DatabaseName } from "../support/test-database.ts"
import { JOBS } from "./jobs.ts"
import { verdictOf } from "./outcome.ts"
import { inTurn, ratioOf } from "./rounds.ts"
import { withTable } from "./readme-table.ts"
import { startRig } from "./rig.ts"
import { runJobs } from "./run-jobs.ts"
import { table } from "./table.ts"
import { missingTools } from "./wrk.ts"

// Whether the benchmark works. How fast anything is, it says itself: npm run bench.

const [mariadb, postgres, kamailio] = [inject("mysql"), inject("postgres"), inject("kamailio")]

const adminUrls = {
  ...("skip" in mariadb ? {} : { mariadb: mariadb.adminUrl }),
  ...("skip" in postgres ? {} : { postgres: postgres.adminUrl }),
}

const databases: ReadonlyArray<DatabaseName> = [
  "sqlite",
  ...("mariadb" in adminUrls ? (["mariadb"] as const) : []),
  ...("postgres" in adminUrls ? (["postgres"] as const) : []),
]

const tools = findOrSkip("the benchmark", () => {
  const missing = missingTools()
  if (missing.length > 0) throw new MissingProgram(missing.join(", "))
  return true
})

const ONCE = {
  jobs: JOBS.map(({ name }) => name),
  rounds: 1,
  seconds: 0.2,
  warmUp: 0,
  connections: [4],
  // Ten of everything.
  scale: 0.00001,
}

describe.skipIf(tools === undefined || "skip" in kamailio)("the benchmark", () => {
  // A machine that runs other suites at the same time takes ten times as long as an idle one.
  it.each(databases)("comes to an end with a figure for everything on %s", { timeout: 300_000 }, async (database) => {
    await using rig = startRig(adminUrls)
    const outcomes = await runJobs({ ...ONCE, databases: [database] }, () => {}, rig)
    const odd = outcomes.filter(({ ratio }) => !(Number.isFinite(ratio.median) && ratio.median > 0))
    expect(odd.map(({ job, setting }) => `${job}: ${setting}`)).toEqual([])
    const measured = JOBS.filter((job) => job.databases.includes(database)).map(({ name }) => name)
    expect(new Set(outcomes.map(({ job }) => job))).toEqual(new Set(measured))
    expect(table(outcomes).split("\n")).toHaveLength(outcomes.length + 2)
  })
})

describe("the rounds of the benchmark", () => {
  const countedRuns = async (warmUp?: number) => {
    const runs: Array<string> = []
    const contender = (name: string) => async () => runs.push(name)
    const samples = await inTurn(2, { a: contender("a"), b: contender("b") }, warmUp)
    return { runs, counted: samples.a.length + samples.b.length }
  }

  it("let each contender run once before they count, and take turns", async () => {
    expect(await countedRuns()).toEqual({ runs: ["a", "b", "a", "b", "b", "a"], counted: 4 })
  })

  it("let each run for as long as it takes to be warm, and do not count that", async () => {
    const { runs, counted } = await countedRuns(0.01)
    expect(counted).toBe(4)
    for (const name of ["a", "b"]) expect(runs.filter((run) => run === name).length).toBeGreaterThan(3)
  })
})

describe("the table of the benchmark", () => {
  const outcome = (figure: number) => ({
    job: "read",
    setting: "16 connections",
    product: "60 /s",
    bare: "100 /s",
    ratio: { median: figure, low: figure, high: figure },
    target: { must: 0.6, ambition: 0.8, bound: "least" } as const,
  })

  it("takes the ratio within each round", () => {
    expect(ratioOf([50, 10, 90], [100, 100, 100])).toEqual({ median: 0.5, low: 0.1, high: 0.9 })
  })

  it("tells what was reached, and lets noise be noise", () => {
    expect([0.85, 0.7, 0.55, 0.5, Number.NaN].map((figure) => verdictOf(outcome(figure)))).toEqual([
      "ambition",
      "ok",
      "within noise",
      "MISSED",
      "FAILED",
    ])
  })

  it("goes between its marks and leaves the rest of the README alone", () => {
    const text = withTable("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", "said", [outcome(0.7)])
    expect(text).toMatch(/^before\n<!-- bench -->\n\nsaid\n\n\| job [^]*\| read [^]*\n<!-- \/bench -->\nafter\n$/)
    expect(text).not.toContain("old")
  })
})
