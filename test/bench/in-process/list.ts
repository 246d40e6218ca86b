import { listedText } from "../bare/list-stream.ts"
import { openBareStore } from "../bare/open-store.ts"

// The rows of the list as JSON, page by page, to nobody.

const store = openBareStore(process.env["BENCH_DATABASE_URL"] ?? "")
const rounds = Number(process.argv[2])

const speeds: Array<number> = []
for (let round = 0; round <= rounds; round++) {
  const start = performance.now()
  let rows = 0
  let bytes = 0
  for await (const page of store.pages()) {
    rows += page.length
    bytes += Buffer.byteLength(listedText(page))
  }
  if (bytes < rows) throw new Error("the list is empty")
  speeds.push((rows * 1000) / (performance.now() - start))
}
await store.close()

// The first one is for warmth.
process.stdout.write(`${JSON.stringify({ bare: speeds.slice(1) })}\n`)
