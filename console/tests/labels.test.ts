import { describe, expect, it, test } from 'vitest'

import { apart, distinct, gathered, rows } from '../src/chart/labels'

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

describe('words that say the same', () => {
  it('stand once where several points share a set point', () => {
    const said = [{ text: 'HH 56', y: 10 }, { text: 'HH 56', y: 10 }, { text: 'HH 56', y: 90 }]
    expect(distinct(said, (w) => `${w.text} ${w.y}`)).toEqual([said[0], said[2]])
  })

  it('are counted where alarms began together, each kind by itself', () => {
    const flag = (x: number, text: string) => ({ x, text, colour: 'red' })
    expect(gathered([flag(12, 'HHH'), flag(10, 'HHH'), flag(14, 'HH'), flag(80, 'HHH')], 40)).toEqual([
      flag(10, 'HHH ×2'), flag(14, 'HH'), flag(80, 'HHH'),
    ])
  })

  it('go down a row where there is no room beside the others, and up again where there is', () => {
    expect(rows([0, 10, 20, 64, 200], 64)).toEqual([0, 1, 2, 0, 0])
  })
})
