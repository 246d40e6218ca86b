import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { requireProgram } from "./installed.ts"
import { runProgram } from "./run-program.ts"
import { onFreePort, startServer } from "./server-process.ts"
import { inOwnDirectory } from "./temporary-directory.ts"

const OURS = fileURLToPath(import.meta.resolve("../../packages/http/deploy/nginx.conf"))
const HOST = "sipwright.example.org"
const HOW = "apt-get install nginx openssl curl"

export interface Nginx {
  readonly port: number
  readonly accessLog: () => string
  readonly errorLog: () => string
  /** Calls a path over https, as curl does it; answers the body. */
  readonly call: (path: string, ...more: ReadonlyArray<string>) => Promise<string>
  readonly stop: () => Promise<void>
}

/** Where the programs are that {@link startNginx} runs. */
export interface NginxInstallation {
  readonly nginx: string
  readonly openssl: string
  readonly curl: string
}

/** Throws MissingProgram. */
export const requireNginx = (): NginxInstallation => ({
  nginx: requireProgram("nginx", HOW),
  openssl: requireProgram("openssl", HOW),
  curl: requireProgram("curl", HOW),
})

const replaceAll = (text: string, replacements: ReadonlyArray<readonly [string, string]>): string => {
  let replaced = text
  for (const [from, to] of replacements) {
    if (!replaced.includes(from)) throw new Error(`nginx.conf has no "${from}"`)
    replaced = replaced.replaceAll(from, to)
  }
  return replaced
}

/** The nginx configuration that we deliver, in an nginx of its own, in front of a socket. Throws MissingProgram. */
export const startNginx = async (socket: string): Promise<Nginx> => {
  const { nginx, openssl, curl } = requireNginx()
  return inOwnDirectory("nginx", async (home) => {
    // Its workers may be another user.
    chmodSync(home, 0o755)
    const at = (name: string) => join(home, name)
    await runProgram(openssl, [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${HOST}`,
      "-addext",
      `subjectAltName=DNS:${HOST}`,
      "-keyout",
      at("key.pem"),
      "-out",
      at("cert.pem"),
    ])
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    mkdirSync(at("tmp"))
    return onFreePort(async (port) => {
      const site = replaceAll(readFileSync(OURS, "utf8"), [
        ["listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`],
        ["    listen [::]:443 ssl;\n", ""],
        ["unix:/run/sipwright/http.sock", `unix:${socket}`],
        ["/etc/ssl/sipwright/certificate.pem", at("cert.pem")],
        ["/etc/ssl/sipwright/key.pem", at("key.pem")],
        ["/var/log/nginx/sipwright.log", at("access.log")],
        ["/var/log/nginx/sipwright-error.log", at("error.log")],
      ])
      writeFileSync(at("site.conf"), site)
      const paths = temporary.map((name) => `${name}_temp_path ${at("tmp")}/${name};`).join("\n")
      const user = process.getuid?.() === 0 ? "user root;\n" : ""
      writeFileSync(
        at("nginx.conf"),
        `${user}daemon off;\npid ${at("nginx.pid")};\nevents {}\nhttp {\n${paths}\ninclude ${at("site.conf")};\n}\n`,
      )
      const call = (path: string, ...more: ReadonlyArray<string>) =>
        runProgram(curl, [
          "--silent",
          "--show-error",
          "--cacert",
          at("cert.pem"),
          "--resolve",
          `${HOST}:${port}:127.0.0.1`,
          ...more,
          `https://${HOST}:${port}${path}`,
        ])
      const server = await startServer({
        name: "nginx",
        program: nginx,
        args: ["-e", "stderr", "-p", home, "-c", at("nginx.conf")],
        directory: home,
        isReady: async () => (await call("/healthz")) !== "",
      })
      return {
        port,
        accessLog: () => readFileSync(at("access.log"), "utf8"),
        errorLog: () => `${server.log()}\n${readFileSync(at("error.log"), "utf8")}`,
        call,
        stop: server.stop,
      }
    })
  })
}
