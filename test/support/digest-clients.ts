import { findProgram, MissingProgram } from "./installed.ts"
import { runProgram } from "./run-program.ts"
import { reasonToSkip } from "./skipping.ts"

/** A client of digest authentication that is not ours. Answers the status and the body of a GET. */
export interface DigestClient {
  readonly name: string
  /** Why it cannot be used here. */
  readonly skip: string | undefined
  readonly get: (
    url: string,
    user: { readonly name: string; readonly password: string; readonly from: string },
  ) => Promise<{ readonly status: number; readonly body: string }>
}

const lastLine = (text: string): { readonly status: number; readonly body: string } => {
  const at = text.lastIndexOf("\n")
  return { status: Number(text.slice(at + 1)), body: text.slice(0, at) }
}

const curl: DigestClient = {
  name: "curl",
  skip: findProgram("curl") === undefined ? "curl is not installed" : undefined,
  get: async (url, { name, password, from }) =>
    lastLine(
      await runProgram("curl", [
        "-s",
        "--digest",
        "-u",
        `${name}:${password}`,
        "-H",
        `From: ${from}`,
        "-w",
        "\n%{http_code}",
        url,
      ]),
    ),
}

const PYTHON = `
import sys, requests
from requests.auth import HTTPDigestAuth
url, name, password, sender = sys.argv[1:]
answer = requests.get(url, auth=HTTPDigestAuth(name, password), headers={"From": sender}, timeout=20)
print(answer.text + "\\n" + str(answer.status_code), end="")
`

/** The python3 that has the module; there may be several. */
const pythonWithRequests = async (): Promise<string | undefined> => {
  for (const python of ["python3", "/usr/bin/python3"]) {
    const has = await runProgram(python, ["-c", "import requests"]).then(
      () => true,
      () => false,
    )
    if (has) return python
  }
  return undefined
}

const python = await pythonWithRequests()

const requests: DigestClient = {
  name: "Python's requests",
  skip: python === undefined ? "python3-requests is not installed" : undefined,
  get: async (url, { name, password, from }) =>
    lastLine(await runProgram(python ?? "", ["-c", PYTHON, url, name, password, from])),
}

/** Those that are here; with SIPWRIGHT_TEST_REQUIRE_SERVERS=1 all have to be. */
export const digestClients: ReadonlyArray<DigestClient> = [curl, requests]

for (const { name, skip } of digestClients) {
  if (skip !== undefined) reasonToSkip(name, new MissingProgram(skip))
}
