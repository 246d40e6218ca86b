import { runInProcess } from "../in-process/run.ts"
import type { Job } from "../job.ts"
import { median, ratioOf } from "../rounds.ts"
import { perSecond } from "../table.ts"

/** The check of a digest in a process: the header read, the nonce's HMAC checked, the answer compared. No store stands behind it on either side. */
export const digest: Job = {
  name: "digest",
  about: "the check of a digest in process, MD5 and SHA-256",
  databases: ["sqlite"],
  run: async (context) => {
    const { productMD5, bareMD5, productSHA256, bareSHA256, wholeMD5 = [] } = await runInProcess("digest", context)
    const row = (setting: string, product: ReadonlyArray<number> = [], bare: ReadonlyArray<number> = []) => ({
      job: "digest",
      setting,
      product: perSecond(median(product)),
      bare: perSecond(median(bare)),
      ratio: ratioOf(product, bare),
      target: { must: 0.5, ambition: 0.8, bound: "least" } as const,
    })
    const { target: _, ...whole } = row(
      "MD5, as a way in: account, space, throttle and count asked too",
      wholeMD5,
      bareMD5,
    )
    return [row("MD5", productMD5, bareMD5), row("SHA-256", productSHA256, bareSHA256), whole]
  },
}
