import { expect, test } from 'vitest'

import { daysBetween, monthsOf, stretchesOf, weekdayOf, type Marked } from '../src/calendar/year'

const marked = (day: string, is_working: boolean, more: Partial<Marked> = {}): Marked => ({ day, is_working, name: '元旦', source: '通知', mark: 'M', ...more })

test('a month begins under its weekday and has its own length, leap years too', () => {
  const months = monthsOf(2024, [])
  expect(months.map((m) => m.days.length)).toEqual([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  expect(months[0]!.before).toBe(0) // 1 January 2024 was a Monday
  expect(weekdayOf('2026-11-29')).toBe(6) // a Sunday
})

test('the notice comes before the weekday: a holiday on a Thursday, a worked Sunday', () => {
  const january = monthsOf(2026, [marked('2026-01-01', false), marked('2026-01-04', true)])[0]!.days
  expect([january[0], january[1], january[2], january[3]].map((d) => d!.isWorking)).toEqual([false, true, false, true])
  expect(january[1]!.marked).toBeNull()
})

test('days that follow each other and say the same are one stretch; a gap or another word begins a new one', () => {
  const days = [marked('2026-01-01', false), marked('2026-01-02', false), marked('2026-01-03', false, { mark: 'county' }), marked('2026-01-05', false, { mark: 'county' })]
  expect(stretchesOf(days).map((s) => [s.first, s.last, s.days])).toEqual([['2026-01-01', '2026-01-02', 2], ['2026-01-03', '2026-01-03', 1], ['2026-01-05', '2026-01-05', 1]])
})

test('a stretch runs over the end of a month and is empty the wrong way round', () => {
  expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(daysBetween('2026-03-01', '2026-02-27')).toEqual([])
})
