import { expect, test } from 'vitest'

import type { Mark } from '../src/api/plans'
import { boundariesEn, boundariesZh } from '../src/i18n/boundaries'
import { plansEn, plansZh } from '../src/i18n/plans'
import { pathsOf } from '../src/map/outline'
import { afterKey, endOf, placedAt, shareOf } from '../src/plan/marks'

const mark = (target_id: number, x = 0.5, y = 0.5): Mark => ({ kind: 'point', target_id, name: `P${target_id}`, x, y })

test('arrow keys move the mark that has the focus, Shift farther, and never off the picture', () => {
  const marks = [mark(1), mark(2, 0.98, 0)]
  expect(afterKey(marks, marks[0], 'ArrowLeft', false)![0]).toMatchObject({ x: 0.49, y: 0.5 })
  expect(afterKey(marks, marks[1], 'ArrowRight', true)![1]).toMatchObject({ x: 1, y: 0 })
  expect(afterKey(marks, marks[1], 'ArrowUp', false)![1].y).toBe(0)
  expect(afterKey(marks, marks[0], 'Delete', false)).toEqual([marks[1]])
  expect(afterKey(marks, marks[0], 'Tab', false)).toBeNull()
})

test('a pointer drags one mark only, to where it is on the picture at any size', () => {
  const marks = [mark(1), mark(2)]
  const at = shareOf({ left: 100, top: 50, width: 400, height: 200 }, { clientX: 200, clientY: 100 })
  expect(at).toEqual([0.25, 0.25])
  expect(placedAt(marks, marks[1], ...at)).toEqual([marks[0], { ...marks[1], x: 0.25, y: 0.25 }])
})

test('both languages say everything', () => {
  expect(Object.keys(plansEn)).toEqual(Object.keys(plansZh))
  expect(Object.keys(boundariesEn)).toEqual(Object.keys(boundariesZh))
})

test('outlines fit their drawing, north up, and a shape that is none is an empty path', () => {
  const [square, none] = pathsOf([{ type: 'Polygon', coordinates: [[[120, 27], [120, 28], [121, 28], [120, 27]]] }, { type: 'Point', coordinates: [0, 0] }], 200, 100)
  expect(square.startsWith('M0.0 100.0L0.0 0.0L')).toBe(true)
  expect(none).toBe('')
})

test('a long name keeps the end that tells it apart', () => {
  expect(endOf('1#储氨器液位')).toBe('1#储氨器液位')
  expect(endOf('演示甲冷冻包装间 吸烟')).toBe('…冷冻包装间 吸烟')
  expect(endOf('演示甲冷冻包装间 吸烟').endsWith('吸烟')).toBe(true)
})
