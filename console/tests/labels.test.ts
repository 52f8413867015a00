import { expect, test } from 'vitest'

import { apart } from '../src/chart/labels'

test('words of lines that are far apart stand at their lines', () => {
  expect(apart([100, 40, 200], 16, 0, 300)).toEqual([100, 40, 200])
})
test('words of lines that are close are pushed up, the lowest keeps its place', () => {
  expect(apart([100, 95, 90], 16, 0, 300)).toEqual([100, 84, 68])
})
test('at the top edge they are pushed down instead', () => {
  expect(apart([30, 26, 22], 16, 0, 300)).toEqual([48, 32, 16])
})
test('no line, one line, and a line below the plot', () => {
  expect(apart([], 16, 0, 300)).toEqual([])
  expect(apart([5], 16, 0, 300)).toEqual([16])
  expect(apart([320], 16, 0, 300)).toEqual([300])
})
