import { setFlagsFromString } from "node:v8"
import { growYoungGeneration, growYoungGenerationTo } from "../young-generation.ts"

// As much as is in use at a time while a file is imported; what lives shorter is then never moved to the old generation.
const YOUNG_BYTES = 6 * 1024 * 1024

/**
 * Keeps a long work from filling memory with garbage: left to itself V8 collects it by the hundred megabytes, which is no faster. To be called
 * before the work is loaded, which makes the heap grow most.
 */
export const keepHeapModest = () => {
  growYoungGeneration(false)
  setFlagsFromString("--heap-growing-percent=40")
  let end = () => {}
  return {
    /** The work begins. */
    begin: () => {
      growYoungGeneration(true)
      end = growYoungGenerationTo(YOUNG_BYTES)
    },
    end: () => end(),
  }
}
