import { readFileSync } from "node:fs"

/** Checks the reference that typedoc wrote as JSON: everything that a package exports has a comment. */
interface Reflection {
  readonly name: string
  readonly comment?: object
  readonly children?: ReadonlyArray<Reflection>
  readonly signatures?: ReadonlyArray<Reflection>
  readonly sources?: ReadonlyArray<{ readonly fileName: string; readonly line: number }>
  /** Of a module, or of what is exported a second time. */
  readonly kind: number
}

// typedoc's ReflectionKind.
const PROJECT = 1
const MODULE = 2
const REFERENCE = 4_194_304

const exportsOf = (reflection: Reflection): ReadonlyArray<Reflection> =>
  (reflection.children ?? []).flatMap((child) =>
    child.kind === PROJECT || child.kind === MODULE ? exportsOf(child) : child.kind === REFERENCE ? [] : [child],
  )

const isDocumented = ({ comment, signatures = [] }: Reflection): boolean =>
  comment !== undefined || signatures.some((signature) => signature.comment !== undefined)

const file = process.argv[2]
if (file === undefined) throw new Error("usage: documented.ts REFERENCE.json")
const reference = JSON.parse(readFileSync(file, "utf8")) as Reflection
const all = exportsOf(reference)
// A type and a value of one name are one thing, with one comment.
const described = new Set(all.filter(isDocumented).map(({ name }) => name))
const missing = all.filter(({ name }) => !described.has(name))
for (const { name, sources } of missing) {
  console.error(`${sources?.[0]?.fileName}:${sources?.[0]?.line}: ${name} has no comment`)
}
console.log(`${all.length} exports, ${missing.length} without a comment`)
if (missing.length > 0 || all.length < 300) process.exitCode = 1
