import { expect, it } from 'vitest'

import { sparkPath } from '../src/chart/spark'

it('draws a curve within its own range, broken where nothing was read', () => {
  expect(sparkPath([0, 10])).toBe('M0.0 22.0L96.0 2.0')
  expect(sparkPath([5, 5, 5])).toBe('M0.0 12.0L48.0 12.0L96.0 12.0')
  expect(sparkPath([0, null, 10])).toBe('M0.0 22.0M96.0 2.0')
  expect([sparkPath([]), sparkPath([1]), sparkPath([null, null])]).toEqual(['', '', ''])
})
