import { connect } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { HTTP_LIMITS, type HttpLimits, listenHttp } from "../../../packages/http/src/node/http-server.ts"

let server: { readonly close: () => Promise<void> } | undefined
afterEach(() => server?.close())

const serve = async (fetch: (request: Request) => Response | Promise<Response>, limits: Partial<HttpLimits> = {}) => {
  const { url, close } = await listenHttp(fetch, { host: "127.0.0.1", port: 0 }, { ...HTTP_LIMITS, ...limits })
  server = { close }
  return { port: Number(new URL(url).port), close }
}

/** A connection that sends text as it is; answers all that came until the other side closed. */
const talk = (port: number, first: string) => {
  const socket = connect(port, "127.0.0.1")
  let received = ""
  socket.on("data", (piece) => (received += String(piece)))
  socket.on("error", () => {})
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(received)))
  socket.write(first)
  return { received: () => received, send: (text: string) => socket.write(text), ended }
}

describe("the HTTP server", () => {
  it("answers 408 to a body that does not come", async () => {
    const { port } = await serve(async (request) => new Response(await request.text()), { headers: 200, request: 300 })
    const { ended } = talk(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /)
  })

  it("answers 431 to headers that are too large", async () => {
    const { port } = await serve(() => new Response("ok"))
    const { ended } = talk(port, `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${"a".repeat(20_000)}\r\n\r\n`)
    expect(await ended).toMatch(/^HTTP\/1\.1 431 /)
  })

  it("answers the calls in flight when it stops, and takes no new ones", async () => {
    const begun = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const { port, close } = await serve(async () => {
      begun.resolve()
      await answer.promise
      return new Response("answered")
    })
    const call = fetch(`http://127.0.0.1:${port}/`)
    await begun.promise
    const closed = close()
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    answer.resolve()
    expect(await (await call).text()).toBe("answered")
    await closed
  })

  it("refuses a further call on a connection that is still open", async () => {
    const begun = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const { port, close } = await serve(async () => {
      begun.resolve()
      await answer.promise
      return new Response("answered")
    })
    const one = talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    const idle = talk(port, "")
    await begun.promise
    const closed = close()
    one.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
    answer.resolve()
    const received = await one.ended
    expect(received).toMatch(/^HTTP\/1\.1 200 /)
    expect(received.match(/answered/g)).toHaveLength(1)
    await closed
    await idle.ended
  })

  it("refuses a call by an answer that was sent on an idle connection just before the stop", async () => {
    const { port, close } = await serve(() => new Response("answered"))
    const one = talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    await expect.poll(() => one.received()).toContain("answered")
    one.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
    await close()
    expect((await one.ended).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 503"])
  })

  it("cuts off what does not end in time", async () => {
    const begun = Promise.withResolvers<void>()
    const { port, close } = await serve(
      () => {
        begun.resolve()
        return new Promise<Response>(() => {})
      },
      { grace: 100 },
    )
    const { ended } = talk(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    await begun.promise
    await close()
    expect(await ended).toBe("")
  })
})
