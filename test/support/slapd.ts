import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Client } from "ldapts"
import { freePort } from "./free-port.ts"
import { requireProgram } from "./installed.ts"
import { ENTRIES, ROOT_DN, ROOT_PASSWORD, SUFFIX } from "./ldap-entries.ts"
import { runProgram } from "./run-program.ts"
import { onFreePort, type ServerProcess, startServer } from "./server-process.ts"
import { giveTo, serverUser } from "./system-user.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

const howToInstall = "on Debian: apt-get install slapd ldap-utils openssl"

const SCHEMAS = "/etc/ldap/schema"
const MODULES = "/usr/lib/ldap"

/** Where OpenLDAP's programs are. */
export interface SlapdInstallation {
  readonly slapd: string
  readonly ldapadd: string
  readonly openssl: string
}

/** Throws MissingProgram. */
export const requireSlapd = (): SlapdInstallation => ({
  slapd: requireProgram("slapd", howToInstall),
  ldapadd: requireProgram("ldapadd", howToInstall),
  openssl: requireProgram("openssl", howToInstall),
})

/** The name in the certificate of every server of these, beside the address 127.0.0.1. */
export const CERTIFIED_NAME = "ldap.test.invalid"

export interface Slapd {
  /** `ldap://127.0.0.1:PORT`, with StartTLS. */
  readonly url: string
  /** `ldaps://127.0.0.1:PORT` */
  readonly tlsUrl: string
  /** The certificate of the authority that certified this server. */
  readonly caFile: string
  readonly ca: string
  /** Ends it, with everything that clients have open. Its data stay. */
  readonly halt: () => Promise<void>
  /** Starts it again on the same ports. */
  readonly start: () => Promise<void>
  /** A client that may do everything. */
  readonly asRoot: <A>(work: (client: Client) => Promise<A>) => Promise<A>
  /** How many connections it has taken since it was started for the first time. */
  readonly connections: () => number
  readonly log: () => string
  /** Ends it for good. */
  readonly stop: () => Promise<void>
}

const certify = (openssl: string, home: string): void => {
  const run = (...args: string[]) => execFileSync(openssl, args, { cwd: home, stdio: "pipe" })
  const key = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
  run("req", "-x509", ...key, "-subj", "/CN=Sipwright tests", "-keyout", "ca.key", "-out", "ca.pem")
  run("req", ...key.slice(0, 3), "-subj", "/CN=ldap", "-keyout", "server.key", "-out", "server.csr")
  writeFileSync(join(home, "names"), `subjectAltName=DNS:${CERTIFIED_NAME},IP:127.0.0.1\n`)
  const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"]
  run("x509", "-req", "-in", "server.csr", ...signed, "-out", "server.pem")
}

const configuration = (home: string): string => `
${["core", "cosine", "nis", "inetorgperson"].map((name) => `include ${SCHEMAS}/${name}.schema`).join("\n")}
modulepath ${MODULES}
moduleload back_mdb
moduleload memberof
pidfile ${home}/slapd.pid
loglevel stats
TLSCACertificateFile ${home}/ca.pem
TLSCertificateFile ${home}/server.pem
TLSCertificateKeyFile ${home}/server.key
database mdb
suffix "${SUFFIX}"
rootdn "${ROOT_DN}"
rootpw "${ROOT_PASSWORD}"
directory ${home}/data
dbnosync
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=hidden,${SUFFIX}" by dn.exact="cn=reader,${SUFFIX}" read by * none
access to * by * read
overlay memberof
memberof-refint TRUE
`

/** An OpenLDAP of the test's own, on free ports, with the entries of ldap-entries.ts. Throws MissingProgram. */
export const startSlapd = async (): Promise<Slapd> => {
  const { slapd, ldapadd, openssl } = requireSlapd()
  const user = serverUser("openldap")
  return inOwnDirectory("slapd", async (home) => {
    const at = (name: string) => join(home, name)
    mkdirSync(at("data"))
    certify(openssl, home)
    writeFileSync(at("slapd.conf"), configuration(home))
    writeFileSync(at("entries.ldif"), ENTRIES)
    for (const name of ["", "data", "server.key", "server.pem", "ca.pem", "slapd.conf", "entries.ldif"]) {
      giveTo(user, at(name))
    }
    return await onFreePort(async (port) => {
      const tlsPort = await freePort()
      const url = `ldap://127.0.0.1:${port}`
      const tlsUrl = `ldaps://127.0.0.1:${tlsPort}`
      const run = () =>
        startServer({
          name: "slapd",
          program: slapd,
          args: ["-d", "stats", "-f", at("slapd.conf"), "-h", `${url}/ ${tlsUrl}/`],
          directory: home,
          user,
          isReady: () => answers(url),
        })
      let running: ServerProcess | undefined = await run()
      const log = running.log
      // By the running server, because its overlay keeps `memberOf` only of what it adds itself.
      await runProgram(ldapadd, ["-x", "-H", url, "-D", ROOT_DN, "-w", ROOT_PASSWORD, "-f", at("entries.ldif")])
      const halt = async () => {
        await running?.stop()
        running = undefined
      }
      return {
        url,
        tlsUrl,
        caFile: at("ca.pem"),
        ca: readFileSync(at("ca.pem"), "utf8"),
        halt,
        start: async () => {
          running ??= await run()
        },
        asRoot: (work) => asRoot(url, work),
        log,
        connections: () => log().split(" ACCEPT ").length - 1,
        stop: halt,
      }
    })
  })
}

const asRoot = async <A>(url: string, work: (client: Client) => Promise<A>): Promise<A> => {
  const client = new Client({ url, timeout: 10_000, connectTimeout: 10_000 })
  try {
    await client.bind(ROOT_DN, ROOT_PASSWORD)
    return await work(client)
  } finally {
    await client.unbind()
  }
}

const answers = (url: string): Promise<boolean> => asRoot(url, async () => true)
