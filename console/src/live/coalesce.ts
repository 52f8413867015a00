/**
 * Run `flush` at most once per `gap_ms`, and once more after the last request, so that the last change is never lost.
 * The first request of a quiet period runs after `lead_ms` (0: on the next turn), which collects a burst into one run.
 */
export function atMostEvery(gap_ms: number, flush: () => void, lead_ms = 0): { (): void; now: () => void; cancel: () => void } {
  let last_ms = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  function ask() {
    if (timer !== undefined) return
    const wait = Math.max(lead_ms, last_ms + gap_ms - performance.now())
    timer = setTimeout(() => {
      ask.now()
    }, wait)
  }
  ask.now = () => {
    ask.cancel()
    last_ms = performance.now()
    flush()
  }
  ask.cancel = () => {
    clearTimeout(timer)
    timer = undefined
  }
  return ask
}
