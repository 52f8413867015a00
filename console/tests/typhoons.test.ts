import { expect, test } from 'vitest'

import type { Typhoon, TyphoonPoint } from '../src/api/typhoons'
import { distance_m } from '../src/map/ground'
import { boundsOf, isStale, STALE_MS, typhoonFeatures, windRing } from '../src/map/typhoons'

const NOW_MS = Date.parse('2026-09-14T06:00:00Z')
const HOUR_MS = 3_600_000
const words = { warn: (h: number) => `${h} h`, name: (one: Typhoon) => one.code, stale: 'old' }
const point = (ago_h: number, lon: number, more: Partial<TyphoonPoint> = {}): TyphoonPoint => ({ at: new Date(NOW_MS - ago_h * HOUR_MS).toISOString(), issued_at: null, lon, lat: 25, pressure_hpa: 955, wind_m_s: 42, strength: '强台风', radii_km: {}, ...more })
const typhoon = (more: Partial<Typhoon> = {}): Typhoon => ({
  id: 1, code: '202618', name: '海燕', en: 'HAIYAN', is_active: true, source: 'x', updated_at: '', by: '', distance_m: 1, track: [point(7, 125), point(1, 124, { radii_km: { 7: [300, 250, 200, 280] } })],
  forecasts: [{ agency: '中国', points: [point(2, 124.2), point(-12, 122), point(-24, 121)] }, { agency: '日本', points: [point(3, 124.1)] }], ...more,
})
const drawn = (one: Typhoon, now_ms = NOW_MS) => typhoonFeatures({ typhoons: [one], lines: [] }, now_ms, words)
const of = (one: Typhoon, kind: string, now_ms?: number) => drawn(one, now_ms).filter((f) => f.properties!.kind === kind)

test('a wind circle reaches as far as each quarter says', () => {
  const ring = windRing([124, 25], [300, 250, 200, 280])
  expect(ring[0]).toEqual(ring[ring.length - 1])
  const far = (i: number) => Math.round(distance_m([124, 25], ring[i]!) / 1000)
  const middleOf = (quarter: number) => quarter * 19 + 9
  expect([0, 1, 2, 3].map((q) => far(middleOf(q)))).toEqual([300, 250, 200, 280])
  expect(ring[middleOf(0)]![0] > 124 && ring[middleOf(0)]![1] > 25).toBe(true)
  expect(ring[middleOf(1)]![0] > 124 && ring[middleOf(1)]![1] < 25).toBe(true)
  expect(ring[middleOf(3)]![0] < 124 && ring[middleOf(3)]![1] > 25).toBe(true)
})

test('a forecast begins at the last measured place, leaves what has passed, and ends with its agency', () => {
  const casts = of(typhoon(), 'cast')
  expect(casts.map((f) => (f.geometry as { coordinates: number[][] }).coordinates.map((c) => c[0]))).toEqual([[124, 122, 121]])
  expect(of(typhoon(), 'cast-dot').map((f) => f.properties!.text)).toEqual(['', '中国'])
})

test('what is older than six hours is grey and says so', () => {
  const later_ms = NOW_MS - HOUR_MS + STALE_MS
  expect(isStale(typhoon(), later_ms)).toBe(false)
  expect(isStale(typhoon(), later_ms + 1)).toBe(true)
  expect(isStale(typhoon({ track: [] }), NOW_MS)).toBe(true)
  const colour = (now_ms: number) => of(typhoon(), 'ring', now_ms)[0]!.properties!.colour
  expect(colour(later_ms)).not.toBe(colour(later_ms + 1))
  expect(of(typhoon(), 'dot', later_ms + 1)[1]!.properties!.text).toBe('202618\nold')
  expect(of(typhoon(), 'dot', later_ms + 1).map((f) => f.properties!.colour)).toEqual(['#e0499a', '#8a949e'])
  expect(of(typhoon(), 'dot', later_ms)[1]!.properties!.text).toBe('202618')
})

test('the whole track holds past, forecasts and home; nothing has no bounds', () => {
  expect(boundsOf(typhoon(), [120, 28])).toEqual([[120, 25], [125, 28]])
  expect(boundsOf(typhoon({ track: [], forecasts: [] }), null)).toBe(null)
})
