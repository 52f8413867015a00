import { expect, test } from 'vitest'

import type { Limit } from '../src/api/types'
import { append, extent, gapAfter_ms, toLine, trim, yRange } from '../src/chart/columns'

const series = (ts_ms: number[], last: (number | null)[], quality = ts_ms.map(() => 0)) => ({ point: 1, ts_ms, last, min: last, max: last, quality })
const limits: Limit[] = [
  { label: 'H', set_point: 28, direction: 1, grade: 'yellow' },
  { label: 'HH', set_point: 56, direction: 1, grade: 'orange' },
  { label: 'IDLH', set_point: 300, direction: 1, grade: 'red' },
]

test('a bad reading is a gap, an over-range one is drawn', () => {
  expect(toLine(series([0, 1000, 2000], [1, 2, 3], [0, 40, 16]), 1000).last).toEqual([1, null, 3])
})

test('a silence is a gap, an ordinary pause is not', () => {
  const line = toLine(series([0, 1000, 60_000], [1, 2, 3]), 1000)
  expect(line.last).toEqual([1, 2, null, 3])
  expect(toLine(series([0, 60_000, 120_000], [1, 2, 3]), 60_000).last).toEqual([1, 2, 3])
  expect(gapAfter_ms(60_000)).toBe(240_000)
})

test('a live reading is appended once; an older one changes nothing', () => {
  const line = toLine(series([0], [1]), 1000)
  expect(append(line, { ts_ms: 1000, value: 5, quality: 0 }, 1000)).toBe(true)
  expect(append(line, { ts_ms: 1000, value: 9, quality: 0 }, 1000)).toBe(false)
  expect(append(line, { ts_ms: 500, value: 9, quality: 0 }, 1000)).toBe(false)
  expect(line.last).toEqual([1, 5])
})

test('what leaves the window is forgotten in every column', () => {
  const line = toLine(series([0, 1000, 2000, 3000], [1, 2, 3, 4]), 1000)
  trim(line, 1500)
  expect([line.ts_ms, line.last, line.min, line.max].map((c) => c.length)).toEqual([2, 2, 2, 2])
})

test('the axis shows the next limit and not one far away', () => {
  const line = toLine(series([0, 1000], [5, 40]), 1000)
  const [low, high] = yRange([line], limits)
  expect(low).toBe(0)
  expect(high).toBeGreaterThan(56)
  expect(high).toBeLessThan(70)
})

test('an empty chart still has an axis; below zero is not cut off', () => {
  expect(extent([])).toBeNull()
  expect(yRange([], [])[1]).toBeGreaterThan(0)
  const [low, high] = yRange([toLine(series([0, 1000], [-18.4, -18.2]), 1000)], [{ label: 'H', set_point: -15, direction: 1, grade: 'blue' }])
  expect(low).toBeLessThan(-18.4)
  expect(high).toBeGreaterThan(-15)
})
