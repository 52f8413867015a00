import { expect, test } from 'vitest'

import { nextOpen, routeText, stopsOf } from '../src/patrol/tour'
import type { Row } from '../src/registers/api'
import { AFTER_FAILURE_MS, EVERY_MS, MOST_AT_ONCE, Rota } from '../src/wall/rota'

const row = (id: number, code: string, state = 'pending'): Row => ({ id, no: `JCX${id}`, title: `摄像机${id}`, state, state_label: '', tone: '', is_open: true, is_overdue: false, next_step: '', next_step_due_at: null, version: 1, values: { code, finding: '' } })

test('the stops of a patrol are its items with a camera, in the order of the route', () => {
  expect(stopsOf([row(9, 'cam-4'), row(7, 'cam-12'), row(8, 'G1')]).map((s) => [s.item, s.camera])).toEqual([[7, '12'], [9, '4']])
})

test('the next stop is the next one nobody looked at, around the end; none when all were seen', () => {
  const stops = stopsOf([row(1, 'cam-1'), row(2, 'cam-2', 'ok'), row(3, 'cam-3', 'failed')])
  expect(nextOpen(stops, 1)).toBe(0)
  expect(nextOpen(stopsOf([row(1, 'cam-1', 'ok')]), 0)).toBeUndefined()
  expect(nextOpen([], 0)).toBeUndefined()
})

test('a long route is cut where its column ends', () => {
  expect(routeText(['一', '二'])).toBe('一、二')
  expect(routeText(Array.from({ length: 60 }, () => '制冷机房摄像机一号位'))).toHaveLength(500)
})

test('the wall asks for a few at once, the longest not seen first, and for nobody while it is hidden', () => {
  const rota = new Rota()
  rota.keep([1, 2, 3])
  expect(rota.next(0, true)).toEqual([])
  expect(rota.next(0, false)).toHaveLength(MOST_AT_ONCE)
  expect(rota.next(0, false)).toEqual([])
  rota.done(1, 100, true)
  expect(rota.next(100, false)).toEqual([3])
  rota.done(2, 200, false)
  rota.done(3, 200, true)
  expect(rota.next(100 + EVERY_MS, false)).toEqual([1])
  expect(rota.next(200 + AFTER_FAILURE_MS, false)).toEqual([3])
})

test('an answer for a camera that has left the wall is not shown', () => {
  const rota = new Rota()
  rota.keep([1])
  rota.next(0, false)
  rota.keep([2])
  expect(rota.done(1, 0, true)).toBe(false)
  expect(rota.next(0, false)).toEqual([2])
})
