import { runInProcess } from "../in-process/run.ts"
import type { Job } from "../job.ts"
import { startProduct } from "../product.ts"
import { median, ratioOf } from "../rounds.ts"
import { perSecond } from "../table.ts"

/**
 * The check of a session in a process, without HTTP. better-auth's own check came to 0.039 of the bare one where both were measured, so the
 * ambition is twelve times that.
 */
export const session: Job = {
  name: "session",
  about: "the check of a session in process",
  databases: ["sqlite"],
  run: async (context, name) => {
    const { database } = await context.rig.populated(name, "usual", context)
    // Makes the first operator.
    await (await startProduct(database.url)).stop()
    const { product = [], bare = [] } = await runInProcess("session", context, { BENCH_DATABASE_URL: database.url })
    return [
      {
        job: "session",
        database: name,
        setting: "in process",
        product: perSecond(median(product)),
        bare: perSecond(median(bare)),
        ratio: ratioOf(product, bare),
        target: { must: 0.3, ambition: 0.5, bound: "least" },
      },
    ]
  },
}
