import { execFile } from "node:child_process"
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const ROOT = fileURLToPath(new URL("../../", import.meta.url))
const PACKAGES = ["core", "adapters", "http"] as const
export type PackageName = (typeof PACKAGES)[number]

const run = promisify(execFile)

/** npm, as it is called by whoever installs packages: without what npm told the process that runs these tests. */
const npm = (directory: string, args: ReadonlyArray<string>) => {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== "NODE_ENV")
  return run("npm", [...args], { cwd: directory, env: Object.fromEntries(own), maxBuffer: 1 << 26 })
}

/** What would be published of a package. */
export interface Packed {
  readonly name: PackageName
  readonly file: string
  /** Bytes. */
  readonly size: number
  readonly unpackedSize: number
  readonly paths: ReadonlyArray<string>
}

interface PackReport {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: ReadonlyArray<{ readonly path: string }>
}

const TSC = join(ROOT, "node_modules/.bin/tsc")

/** What the compiler says of sources in a directory, in strict mode; empty where nothing is wrong. */
export const typeErrors = async (
  directory: string,
  sources: { readonly files: ReadonlyArray<string> } | { readonly include: ReadonlyArray<string> },
  compilerOptions: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const strict = { target: "es2023", strict: true, skipLibCheck: true, noEmit: true }
  const config = { compilerOptions: { ...strict, ...compilerOptions }, ...sources }
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config))
  const result = await run(TSC, ["-p", directory], { cwd: directory }).catch((error: { stdout: string }) => error)
  return result.stdout
}

/** Runs what ends in a run of `node --test`, and answers what that printed and how it ended. */
export const nodeTests = async (directory: string, program: string, args: ReadonlyArray<string>) => {
  // Node's runner reports to another runner above it where there is one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return run(program, [...args], { cwd: directory, env, maxBuffer: 1 << 26 }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { readonly code: number; readonly stdout: string }) => ({ code, stdout }),
  )
}

/** Builds what is not built yet, and packs our packages into a directory, as `npm publish` would. */
export const packPackages = async (directory: string): Promise<Readonly<Record<PackageName, Packed>>> => {
  await npm(ROOT, ["run", "build"])
  const packed = await Promise.all(
    PACKAGES.map(async (name): Promise<Packed> => {
      const { stdout } = await npm(ROOT, ["pack", "--json", "--pack-destination", directory, `./packages/${name}`])
      const [report] = Object.values(JSON.parse(stdout) as Record<string, PackReport>)
      if (report === undefined) throw new Error(`npm packed nothing for ${name}`)
      const { filename, size, unpackedSize, files } = report
      return { name, file: join(directory, filename), size, unpackedSize, paths: files.map(({ path }) => path) }
    }),
  )
  return Object.fromEntries(packed.map((one) => [one.name, one])) as Record<PackageName, Packed>
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

type Dependencies = Readonly<Record<string, string>> | undefined

const packedIn = (dependencies: Dependencies, packed: Readonly<Record<PackageName, Packed>>): Dependencies => {
  const ours = (name: string) => PACKAGES.find((one) => name === `@sipwright/${one}`)
  return (
    dependencies &&
    Object.fromEntries(
      Object.entries(dependencies).map(([name, version]) => {
        const own = ours(name)
        return [name, own === undefined ? version : `file:${packed[own].file}`]
      }),
    )
  )
}

/** Installs a project outside of the workspace; our packages are those that were packed. */
export const installProject = async (
  directory: string,
  manifest: Manifest,
  packed: Readonly<Record<PackageName, Packed>>,
): Promise<void> => {
  const { dependencies, devDependencies, ...rest } = manifest
  const installed = {
    ...rest,
    dependencies: packedIn(dependencies, packed),
    devDependencies: packedIn(devDependencies, packed),
  }
  writeFileSync(join(directory, "package.json"), JSON.stringify(installed, null, 2))
  await npm(directory, ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"])
}

/** Copies an example to where nothing of the workspace is near, and installs it as its README says. */
export const installExample = async (
  example: string,
  directory: string,
  packed: Readonly<Record<PackageName, Packed>>,
): Promise<void> => {
  const source = join(ROOT, "examples", example)
  for (const name of readdirSync(source)) {
    if (!["node_modules", "dist"].includes(name)) cpSync(join(source, name), join(directory, name), { recursive: true })
  }
  await installProject(directory, JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest, packed)
}
