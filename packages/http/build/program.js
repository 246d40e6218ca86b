// Puts what the command line runs into few files, because most of a command's time would go into finding and reading a thousand.
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const to = path("dist/program")

// A driver is loaded by knex when its database is used; one of them is native code. The others are what knex and pg know beside them.
const DRIVERS = ["better-sqlite3", "mysql2", "pg"]
const UNUSED = ["mariadb", "mysql", "oracledb", "pg-query-stream", "sqlite3", "tedious"]

const bundle = await rolldown({
  input: path("dist/node/main.js"),
  platform: "node",
  external: [...DRIVERS, ...UNUSED].map((name) => new RegExp(`^${name}(/|$)`)),
  onLog: (level, log, report) => report(level === "warn" ? "error" : level, log),
})
const { output } = await bundle.write({
  dir: to,
  format: "esm",
  // The same names in every build, so that a command that runs meanwhile finds its files.
  chunkFileNames: "[name].js",
  comments: { legal: true, annotation: false, jsdoc: false },
})

const HOME = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/
const homes = new Set(
  output.flatMap((chunk) => Object.keys(chunk.modules ?? {})).flatMap((module) => HOME.exec(module)?.[1] ?? []),
)
const licenceOf = async (home) => {
  const { name, version, license } = JSON.parse(await readFile(join(home, "package.json"), "utf8"))
  const files = (await readdir(home)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(home, file), "utf8")))
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n")
}
const licences = await Promise.all([...homes].toSorted().map(licenceOf))
await writeFile(join(to, "LICENSES.txt"), `${licences.join(`\n\n${"-".repeat(80)}\n\n`)}\n`)

const made = new Set([...output.map(({ fileName }) => fileName), "LICENSES.txt"])
const left = (await readdir(to)).filter((file) => !made.has(file))
await Promise.all(left.map((file) => rm(join(to, file))))
