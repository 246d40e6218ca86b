import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

// As much as is in use at a time while a file is imported; what lives shorter is then never moved to the old generation.
const YOUNG_BYTES = 6 * 1024 * 1024
const OFTEN = 1

const growYoungBy = (factor: number): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`)

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? YOUNG_BYTES

/**
 * Keeps a long work from filling memory with garbage: left to itself V8 collects it by the hundred megabytes, which is no faster. The flags are those that
 * V8 reads whenever it lets the heap grow; sizes cannot be set in a process that runs. To be called before the work is loaded, which makes the heap grow most.
 */
export const keepHeapModest = () => {
  growYoungBy(1)
  setFlagsFromString("--heap-growing-percent=40")
  let growing: NodeJS.Timeout | undefined
  const end = () => {
    clearInterval(growing)
    growYoungBy(1)
  }
  return {
    /** The work begins. */
    begin: () => {
      growYoungBy(2)
      growing = setInterval(() => {
        if (youngBytes() >= YOUNG_BYTES) end()
      }, OFTEN)
    },
    end,
  }
}
