import { expect, test } from 'vitest'

import { isOfOnePoint } from '../src/live/alarmValue'
import { worstOf } from '../src/live/peak'

const line = { min: [3, 41, 2], max: [9, 240, 8] }

test('the peak of a high alarm lies between its first and its last reading', () => {
  expect(worstOf(false, line, [108, 96, null])).toBe(240)
})
test('a low alarm has a trough', () => {
  expect(worstOf(true, line, [4, null])).toBe(2)
})
test('without history the record must do, and nothing is not zero', () => {
  expect(worstOf(false, null, [108, null])).toBe(108)
  expect(worstOf(false, null, [null, undefined])).toBeNull()
})
test('the live value of a point is not that of a vote or a difference that stands there', () => {
  expect([{ rule: 'limit' }, { rule: 'voting' }, { rule: 'deviation' }].map(isOfOnePoint)).toEqual([true, false, false])
})
