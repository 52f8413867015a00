import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { atMostEvery } from '../src/live/coalesce'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('many requests run at most once per gap, and the last one is never lost', () => {
  let value = 0
  const seen: number[] = []
  const ask = atMostEvery(500, () => seen.push(value))
  for (let ms = 0; ms < 1_230; ms += 10) {
    value = ms
    ask()
    vi.advanceTimersByTime(10)
  }
  vi.advanceTimersByTime(2_000)
  expect(seen.length).toBeLessThanOrEqual(4)
  expect(seen.at(-1)).toBe(1_220)
})

test('a cancelled request does not run', () => {
  const flush = vi.fn()
  const ask = atMostEvery(100, flush)
  ask()
  ask.cancel()
  vi.advanceTimersByTime(1_000)
  expect(flush).not.toHaveBeenCalled()
})
