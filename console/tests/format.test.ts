import { describe, expect, test } from 'vitest'

import { csrfToken, withQuery } from '../src/api/client'
import { asClock, asCount, asDateTime, asDayClock, asDuration, asLimit, asSetPoint, asUnit, asValue, MISSING, toMs } from '../src/format'

describe('instants are shown in Beijing time, whatever the zone of the machine', () => {
  test.each([
    ['2026-11-23T06:02:11.900Z', '2026-11-23 14:02:11', '14:02:11', '11-23 14:02:11'],
    ['2026-12-31T16:00:00+00:00', '2027-01-01 00:00:00', '00:00:00', '01-01 00:00:00'],
  ])('%s', (iso, dateTime, clock, dayClock) => {
    expect(asDateTime(iso)).toBe(dateTime)
    expect(asClock(Date.parse(iso))).toBe(clock)
    expect(asDayClock(iso)).toBe(dayClock)
  })
})

test('missing is a dash and never zero', () => {
  expect([asDateTime(null), asValue(undefined), asValue(NaN), asCount(null), asSetPoint(null), asDuration(NaN)]).toEqual(Array(6).fill(MISSING))
  expect(toMs('')).toBeNaN()
  expect(asValue(0)).toBe('0.00')
})

test('readings keep the figures that matter; limits only what somebody typed', () => {
  expect([0.4213, 9.999, 57.66, 131.6, 35550.2, -14.85].map((v) => asValue(v))).toEqual(['0.42', '10.00', '57.7', '132', '35,550', '-14.9'])
  expect([30, 0.5, 1200, 1.2345].map(asSetPoint)).toEqual(['30', '0.5', '1,200', '1.235'])
})

test('the limit of an alarm has the unit of what the rule judges, not of what the point measures', () => {
  const said = ([set_point, set_point_unit]: [number | null, string]) => [asLimit({ set_point, set_point_unit }, 'zh-CN'), asLimit({ set_point, set_point_unit }, 'en')]
  expect(said([28, 'ppm'])).toEqual(['28 ppm', '28 ppm'])
  expect(said([90, 's'])).toEqual(['90 秒', '90 s'])
  expect(said([1800, 's'])).toEqual(['30 分钟', '30 min'])
  expect(said([0.5, 'degC/s'])).toEqual(['0.5 ℃/s', '0.5 ℃/s'])
  expect(said([1, 'state'])).toEqual([MISSING, MISSING])
  expect(said([null, 's'])).toEqual([MISSING, MISSING])
})

test('durations run from seconds to days without changing their look', () => {
  expect([0, 59_999, 188_000, 3_599_999, 3_600_000, 187_388_000, -5].map(asDuration)).toEqual(['00:00', '00:59', '03:08', '59:59', '1:00:00', '52:03:08', '00:00'])
})

test('units are printed as people write them', () => {
  expect(['mg/m3', 'degC', '%LEL', 'person'].map((u) => asUnit(u, 'zh-CN'))).toEqual(['mg/m³', '℃', '%LEL', '人'])
  expect(asUnit('person', 'en')).toBe('person')
  expect(asValue(3, 'person')).toBe('3')
})

test('queries leave out what was not asked', () => {
  expect(withQuery('/api/alarms', { state: 'open', grade: undefined, q: '', page: 2 })).toBe('/api/alarms?state=open&page=2')
  expect(withQuery('/events', { points: '' })).toBe('/events')
})

test('the CSRF token is found among other cookies', () => {
  expect(csrfToken('a=1; csrftoken=abc; b=2')).toBe('abc')
  expect(csrfToken('xcsrftoken=no')).toBe('')
})
