import { expect, test } from 'vitest'

import type { Corner } from '../src/api/cameras'
import { inserted, moved } from '../src/zones'

const SQUARE: Corner[] = [[0, 0], [1, 0], [1, 1], [0, 1]]

test('the first three corners come in the order in which they are set', () => {
  expect(inserted([[0, 0], [1, 0]], [0.5, 0.7])).toEqual([[[0, 0], [1, 0], [0.5, 0.7]], 2])
})

test('a further corner goes into the nearest edge, also into the closing one', () => {
  expect(inserted(SQUARE, [0.9, 0.4])[1]).toBe(2)
  expect(inserted(SQUARE, [0.1, 0.4])[1]).toBe(4)
})

test('a corner that is moved out of the picture stays at its edge', () => {
  expect(moved(SQUARE, 0, [-0.3, 0.123456])[0]).toEqual([0, 0.1235])
})
