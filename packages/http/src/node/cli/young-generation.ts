import { PerformanceObserver } from "node:perf_hooks"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? Number.POSITIVE_INFINITY

/**
 * V8's young generation doubles whenever enough of it survives, up to 128 MB. Its greatest size cannot be set in a process that runs, but whether it
 * grows is looked up each time.
 */
export const growYoungGeneration = (isAllowed: boolean): void =>
  setFlagsFromString(`--semi-space-growth-factor=${isAllowed ? 2 : 1}`)

/** Lets it grow to so many bytes and no further. Answers how to end its growth before. */
export const growYoungGenerationTo = (bytes: number): (() => void) => {
  const end = () => {
    collections.disconnect()
    growYoungGeneration(false)
  }
  const collections = new PerformanceObserver(() => {
    if (youngBytes() >= bytes) end()
  })
  collections.observe({ entryTypes: ["gc"] })
  return end
}
