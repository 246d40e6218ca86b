import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { type Ran, run } from "./captured-io.ts"

const home = temporaryDirectory("transfer")
afterAll(() => home.remove())

const file = (name: string, text: string): string => {
  const path = join(home.path, name)
  writeFileSync(path, text)
  return path
}

/** A command line on a database of its own, which serves example.org. */
const installation = async (name: string) => {
  const environment = { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, `${name}.db`)}` }
  const cli = (words: string, input = "", isTerminal = false): Promise<Ran> =>
    run(words.split(" "), environment, input, isTerminal)
  await cli("domain add example.org")
  await cli(
    "domain servers example.org --registrar-host s.example.org --registrar-port 5060 --proxy-host s.example.org --proxy-port 5060 --provisioning-url https://p.example.org/",
  )
  return { cli, imported: (what: string, input: string, more = "") => cli(`import ${what} -${more}`, input) }
}

type Installation = Awaited<ReturnType<typeof installation>>

describe("sipwright import", () => {
  let here: Installation
  beforeAll(async () => {
    here = await installation("import")
  })

  it("takes 10,000 accounts but for the lines that are wrong, and nothing the second time", async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `u${index}@example.org,"User, ${index}",u${index}@example.com`,
    )
    lines[99] = "no address,Nobody,"
    lines[4999] = 'u4999@example.org,"stray" quote,'
    lines[8999] = "u8999@example.org,Too,many,values"
    const path = file("accounts.csv", `address,name,email\n${lines.join("\n")}\n`)
    const refused =
      "Line 101: address is not a SIP address of the form user@domain.\n" +
      "Line 5001: A quote is not where one may be.\n" +
      "Line 9001: There are 4 values for 3 columns.\n"
    expect(await here.cli(`import accounts ${path} --dry-run`)).toEqual({
      code: 1,
      out: `${refused}Would add 9997 accounts; 0 were there already; 3 lines were refused. Nothing was changed.\n`,
      err: "",
    })
    expect((await here.cli("account list --json")).out).toBe("[]\n")
    const first = await here.cli(`import accounts ${path}`, "", true)
    expect(first).toMatchObject({
      code: 1,
      out: `${refused}Added 9997 accounts; 0 were there already; 3 lines were refused.\n`,
    })
    expect(first.err).toMatch(/\[#+\.+\] \d+%, line \d+, \d+ added, 0 there, \d refused/)
    expect(await here.cli(`import accounts ${path}`)).toEqual({
      code: 1,
      out: `${refused}Added 0 accounts; 9997 were there already; 3 lines were refused.\n`,
      err: "",
    })
    expect((await here.cli("account get u42@example.org")).out).toContain("displayName    User, 42")
  })

  it("takes all columns, by either format", async () => {
    const columns =
      "address,password,state,permissions,access,phone_number,dtmf_protocol,dictionary,line_text,registrar"
    const row =
      'all@example.org,her own secret,blocked,63,limited_read,+4712345678,rfc2833,"{""a"":""b""}",1,r.example.net'
    expect(await here.imported("accounts", `\uFEFF${columns}\r\n${row}\r\n`)).toMatchObject({ code: 0 })
    const all = JSON.parse((await here.cli("account get all@example.org --secrets --json")).out)
    const object = {
      address: "json@example.org",
      password: "her own secret",
      permissions: 63,
      registrar_port: 5070,
      dictionary: { a: "b" },
      email: null,
    }
    expect(await here.imported("accounts", `${JSON.stringify(object)}\n\n`, " --format ndjson")).toMatchObject({
      code: 0,
    })
    const json = JSON.parse((await here.cli("account get json@example.org --secrets --json")).out)
    expect(all).toMatchObject({
      password: "her own secret",
      state: "blocked",
      permissions: 63,
      access: "limited_read",
      phoneNumber: "+4712345678",
      dtmfProtocol: "rfc2833",
      dictionary: { a: "b" },
      lineText: "1",
      registrar: "r.example.net",
    })
    expect(json).toMatchObject({
      permissions: 63,
      registrar: "s.example.org",
      registrarPort: 5070,
      dictionary: { a: "b" },
    })
  })

  it("takes accounts of other services", async () => {
    const text = "type;address;password;registrar\nremote;out@elsewhere.example;s3cret;sip.elsewhere.example\n"
    expect(await here.imported("accounts", text, " --delimiter ;")).toMatchObject({ code: 0 })
    expect((await here.cli("account get out@elsewhere.example")).out).toContain("type           remote")
  })

  it.each([
    ["out@nowhere.example,", /^Line 2: Kamailio does not serve the domain nowhere\.example\./],
    ["a@example.org,paused", /^Line 2: state has the wrong form\./],
    [`${"a".repeat(70)}@example.org,`, /^Line 2: address /],
    ["A\u0001@example.org,", /^Line 2: address /],
    ["u1@example.org,\n\nu1@example.org,\n", /^Added 0 accounts; 2 were/],
  ])("reports %j", async (row, report) => {
    expect((await here.imported("accounts", `address,state\n${row}\n`)).out).toMatch(report)
  })

  it("keeps to the lines of a file whose quotes are wrong", async () => {
    const text = [
      "address,name",
      'q1@example.org,"two',
      'lines"',
      'q2@example.org,6" screen',
      "q3@example.org,fine",
      'q4@example.org,"never closed',
      "q5@example.org,fine",
    ]
    const { out } = await here.imported("accounts", text.join("\n"))
    expect(out).toBe(
      "Line 4: A quote is not where one may be.\nLine 6: A quote is not where one may be.\n" +
        "Added 3 accounts; 0 were there already; 2 lines were refused.\n",
    )
    const { displayName } = JSON.parse((await here.cli("account get q1@example.org --json")).out)
    expect(displayName).toBe("two\nlines")
  })

  it("refuses bytes that are no UTF-8, and says so", async () => {
    const path = join(home.path, "latin1.csv")
    writeFileSync(path, Buffer.from("address,name\nj@example.org,J\xf6rg\n", "latin1"))
    expect((await here.cli(`import accounts ${path}`)).out).toContain("Line 2: The line is not UTF-8.\n")
  })

  it("takes aliases, numbers and phones, each refused for itself", async () => {
    const aliases =
      "alias,destination\nsales@example.org,u1@example.org\nu2@example.org,u1@example.org\nx@example.org,nobody@example.org\n"
    const aliasReport =
      "Line 3: The address u2@example.org is taken.\nLine 4: There is no account nobody@example.org.\n"
    expect((await here.imported("aliases", aliases, " --dry-run")).out).toBe(
      `${aliasReport}Would add 1 aliases; 0 were there already; 2 lines were refused. Nothing was changed.\n`,
    )
    expect((await here.imported("aliases", aliases)).out).toBe(
      `${aliasReport}Added 1 aliases; 0 were there already; 2 lines were refused.\n`,
    )
    expect((await here.imported("aliases", aliases)).out).toContain("Added 0 aliases; 1 were there already; 2 lines")
    await here.imported("aliases", "alias,destination\n+4712340000@example.org,u1@example.org\n")
    const numbers = "number\n+4712340000\n+4712340001\n12\n+4712340001\n"
    expect(await here.imported("numbers", numbers)).toMatchObject({
      code: 1,
      out: expect.stringContaining("Line 4: number is not") as string,
    })
    expect((await here.imported("numbers", numbers)).out).toContain("Added 0 numbers; 2 were there already; 2 lines")
    const phones = "mac,address\n00:08:5D:00:00:01,u1@example.org\n00085d000001,u1@example.org\nzz,u1@example.org\n"
    expect((await here.imported("phones", phones)).out).toBe(
      "Line 4: mac is not a MAC address.\nAdded 1 phones; 1 were there already; 1 line was refused.\n",
    )
  })

  it("answers machines", async () => {
    const text = "number\n+4712340002\n12\n34\n"
    const ran = await here.imported("numbers", text, " --json")
    expect(JSON.parse(ran.out)).toEqual({
      lines: [
        { line: 3, column: "number", reason: expect.any(String) as string },
        { line: 4, column: "number", reason: expect.any(String) as string },
      ],
      added: 1,
      exists: 0,
      refused: 2,
      dryRun: false,
    })
    expect(JSON.parse((await here.imported("numbers", "number\n+4712340002\n", " --json")).out)).toMatchObject({
      lines: [],
      exists: 1,
    })
  })

  it.each([
    ["accounts", "name,email\nA,b\n", "the column address is missing"],
    ["accounts", "address,shoe size\na@example.org,42\n", '"shoe size" is no column'],
    ["accounts", "address,address\n", "a column is named twice"],
    ["accounts", "", "The file is empty"],
    ["cars", "x", "Allowed choices are accounts, aliases, numbers, phones"],
  ])("%s of %j is a wrong usage", async (what, text, sentence) => {
    const ran = await here.imported(what, text)
    expect(ran).toMatchObject({ code: 2, out: "" })
    expect(ran.err).toContain(sentence)
  })

  it("warns once of a setting that is none", async () => {
    const settings = { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "warned.db")}`, SIPWRIGHT_PROT: "1" }
    const { err } = await run(["import", "numbers", "-"], settings, "number\n+4712345678\n")
    expect(err.match(/SIPWRIGHT_PROT/g)).toHaveLength(1)
  })

  it("says where the file is not, and that memory keeps nothing", async () => {
    expect((await here.cli(`import numbers ${home.path}/none.csv`)).err).toContain("ENOENT")
    const ran = await run(["import", "numbers", "-"], { SIPWRIGHT_DATABASE_URL: "memory:" }, "number\n")
    expect(ran).toMatchObject({ code: 2 })
  })
})

describe("sipwright export", () => {
  it("writes what import reads: another installation becomes the same", async () => {
    const here = await installation("from")
    const accounts = [
      "address,name,email,password,state,permissions,access,phone_number,dictionary,line_text,type,registrar",
      'a@example.org,"A ""quoted"", name",a@example.com,secret one,active,3,none,,,,local,',
      'b@example.org,"two\nlines",,secret two,deactivated,255,full_read,+4712345678,"{""k"":""v""}",2,,',
      "c@example.org,,,secret three,blocked,,,,,,,",
      "d@elsewhere.example,D,,secret four,,,,,,,remote,sip.elsewhere.example",
    ]
    expect(await here.imported("accounts", accounts.join("\n"))).toMatchObject({ code: 0 })
    await here.imported("aliases", "alias,destination\ninfo@example.org,a@example.org\n")
    await here.imported("numbers", "number\n+4712340001\n+4712340002\n")
    await here.imported("phones", "mac,address\n00085d000001,a@example.org\n00085d000001,b@example.org\n")
    const kinds = ["accounts", "aliases", "numbers", "phones"]
    for (const format of ["csv", "ndjson"]) {
      const there = await installation(`to-${format}`)
      for (const kind of kinds) {
        const words = `export ${kind} --format ${format}${kind === "accounts" ? " --secrets" : ""}`
        const { out } = await here.cli(words)
        expect(await there.imported(kind, out, ` --format ${format}`)).toMatchObject({ code: 0 })
        expect((await there.cli(words)).out).toBe(out)
      }
    }
  })

  it("writes no secret that was not asked for", async () => {
    const here = await installation("secrets")
    await here.imported("accounts", "address,password\na@example.org,geheim-geheim\n")
    const { out } = await here.cli("export accounts --delimiter \\t")
    expect(out).toMatch(/^type\taddress\tname\temail\tstate\t/)
    expect(out).not.toContain("geheim")
    expect((await here.cli("export accounts --secrets")).out).toContain("geheim-geheim")
  })
})

/** What the shell gets, which is not written to the streams of a command. */
const printed = async (words: ReadonlyArray<string>): Promise<string> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    expect(await run(words)).toMatchObject({ code: 0 })
    return log.mock.calls.map(([text]) => String(text)).join("\n")
  } finally {
    log.mockRestore()
  }
}

describe("sipwright complete", () => {
  it.each(["bash", "zsh", "fish", "powershell"])("has a script for %s", async (shell) => {
    expect(await printed(["complete", shell])).toMatch(/sipwright.*complete .?--/s)
  })

  it("knows commands and their options", async () => {
    expect(await printed(["complete", "--", "account", ""])).toMatch(/^add\t.*\nget\t/m)
    expect(await printed(["complete", "--", "import", ""])).toContain("phones")
    expect(await printed(["complete", "--", "export", "accounts", "--sec"])).toContain("--secrets\t")
  })

  it("is listed in the help", async () => {
    expect((await run(["--help"])).out).toMatch(/complete \[?<?shell/)
  })
})
