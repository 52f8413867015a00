import { describe, expect, it } from 'vitest'

import { DAY, doubtful, HOUR, lastNight, moved, queryOf, viewOf, zoomed } from '../src/chart/explore'

const NOW = Date.parse('2026-11-26T02:00:00Z') // 10:00 in Shanghai

describe('the explorer’s address', () => {
  it('gives back what was written into it', () => {
    const view = { points: [7, 9], from_ms: NOW - HOUR, to_ms: NOW, compare: 'week' as const }
    expect(viewOf(queryOf(view), NOW)).toEqual(view)
  })
  it('is the last 24 hours when it makes no sense', () => {
    for (const query of [{}, { points: '7', from: 'x', to: '3' }, { from: '9', to: '5' }, { from: String(NOW), to: String(NOW + 1000 * DAY) }])
      expect(viewOf(query, NOW)).toMatchObject({ from_ms: NOW - DAY, to_ms: NOW, compare: 'none' })
    expect(viewOf({ points: '7,7,-1,x,9' }, NOW).points).toEqual([7, 9])
  })
})

describe('moving about', () => {
  it('calls last night the one that ended last', () => {
    expect(lastNight(NOW)).toEqual([Date.parse('2026-11-25T12:00:00Z'), Date.parse('2026-11-26T00:00:00Z')])
    expect(lastNight(Date.parse('2026-11-25T23:00:00Z'))[1]).toBe(Date.parse('2026-11-25T00:00:00Z')) // 07:00: it is not over
  })
  it('keeps the moment under the pointer where it is', () => {
    const view = { points: [1], from_ms: 1_000_000, to_ms: 2_000_000, compare: 'none' as const }
    const near = zoomed(view, 0.5, 1_250_000)
    expect([near.from_ms, near.to_ms]).toEqual([1_125_000, 1_625_000])
    expect(zoomed(view, 1e-9).to_ms - zoomed(view, 1e-9).from_ms).toBeCloseTo(10_000)
    expect(moved(view, 0.5)).toMatchObject({ from_ms: 1_500_000, to_ms: 2_500_000 })
  })
})

it('merges bad readings that follow each other and leaves over-range alone', () => {
  expect(doubtful([0, 1000, 2000, 9000, 20_000], [33, 33, 0, 16, 1], 1000)).toEqual([[0, 2000], [20_000, 21_000]])
})
