import { describe, expect, it } from "vitest"
import { type Form, outcome, type RawCall } from "./client.ts"
import { addLocal, ALICE, done, userObject } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { useWorld } from "./world.ts"

const FORM = "application/x-www-form-urlencoded"

const encoded = (parameters: Form): string => new URLSearchParams(parameters).toString()

describe.each(stores)("text over $name", (kind) => {
  const used = useWorld(kind)

  describe("strange text", () => {
    it.each([
      ["NUL in a query", { method: "GET" }, "displayname=a%00b"],
      ["half a surrogate pair in a query", { method: "GET" }, "displayname=a%ED%A0%80b"],
      ["bytes that are not UTF-8 in a query", { method: "GET" }, "displayname=a%FFb"],
      ["NUL in a name", { method: "GET" }, "display%00name=x"],
      ["NUL in a form", { type: FORM, body: "displayname=a%00b" }, ""],
      ["half a surrogate pair in a form", { type: FORM, body: "displayname=%ED%B0%80" }, ""],
      ["bytes that are not UTF-8 in a form", { type: FORM, body: "displayname=%C3%28" }, ""],
      ["raw bytes that are not UTF-8 in a form", { type: FORM, body: Uint8Array.of(0x61, 0x3d, 0xff) }, ""],
      ["NUL in JSON", { type: "application/json", body: String.raw`{"displayname":"a\u0000b"}` }, ""],
      ["half a surrogate pair in JSON", { type: "application/json", body: String.raw`{"displayname":"\ud83d"}` }, ""],
      [
        "half a pair the wrong way in JSON",
        { type: "application/json", body: String.raw`{"displayname":"\udcde!"}` },
        "",
      ],
      [
        "raw bytes that are not UTF-8 in JSON",
        { type: "application/json", body: Uint8Array.of(0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d) },
        "",
      ],
    ] satisfies ReadonlyArray<readonly [string, RawCall, string]>)(
      "is refused: %s",
      async (_, call: RawCall, query) => {
        await addLocal(used.writer, ALICE, { displayname: "Alice" })
        const parameters = encoded({ ...used.writer.credentials(), user: ALICE })
        const reply = await used.writer.send("user/update", { ...call, query: `${parameters}&${query}` })
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(await userObject(used.writer, ALICE)).toMatchObject({ displayname: "Alice" })
      },
    )

    it.each([
      ["the replacement character itself", "a\ufffdb"],
      ["other control characters", "\u0001\u001f\u007f\u0085"],
      ["a byte order mark", "\ufeffa"],
      ["percent signs", "100 % %zz %2 %"],
      ["decomposed letters", "e\u0301"],
      ["emoji and right-to-left marks", "\u{1f4de}\u200f\u202e"],
      ["ampersands, pluses and line ends", "a&b=c+d\r\n;"],
    ])("is kept byte for byte: %s", async (_, displayname) => {
      await addLocal(used.writer, ALICE)
      const update = { user: ALICE, displayname }
      for (const method of ["call", "get", "postJson"] as const) {
        expect(outcome(await used.writer[method]("user/update", update))).toBe("ok")
        expect(await userObject(used.writer, ALICE)).toMatchObject({ displayname })
        await done(used.writer, "user/update", { user: ALICE, displayname: "" })
      }
    })

    it("may have percent signs that were not encoded", async () => {
      await addLocal(used.writer, ALICE)
      const body = `user=${ALICE}&displayname=100%&linetext=%zz`
      expect(
        outcome(await used.writer.send("user/update", { query: encoded(used.writer.credentials()), type: FORM, body })),
      ).toBe("ok")
      expect(await userObject(used.writer, ALICE)).toMatchObject({ displayname: "100%", linetext: "%zz" })
    })
  })
})
