const SIGNALS = ["SIGTERM", "SIGINT"] as const

/**
 * Calls `stop` at the first signal to end. Further ones change nothing: the handlers stay, because without one a signal
 * would kill the process in the middle of its calls.
 */
export const onStopSignal = (stop: (signal: string) => void): void => {
  let stopping = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop(signal)
    })
  }
}
