import { expect, test } from 'vitest'

import type { MapEnterprise } from '../src/api/types'
import type { Building } from '../src/api/buildings'
import { boxAround, buildingFeatures, draftFeatures } from '../src/map/buildings'
import { linesOf, scaleOf } from '../src/map/capture'
import { CATALOG, rememberedLayers, showLayers, type Shown } from '../src/map/catalog'
import { featuresOf } from '../src/map/drawing'
import { worstOfTowns } from '../src/map/fourColours'
import { asDistance, circle, distance_m, fromGcj02, length_m, parsePlace, toGcj02, type Place } from '../src/map/ground'
import { marksOf } from '../src/map/layers'
import { isWhole, plotFeatures, remembered } from '../src/map/plot'
import { ringsOf, routeFeatures } from '../src/map/route'
import { vehicleFeatures } from '../src/map/vehicles'
import type { Route, Vehicle } from '../src/api/routes'
import { packFeatures, rememberedPacks } from '../src/map/packs'
import { guessStability, plumeFeatures } from '../src/map/plume'

const HERE: Place = [120.6586, 27.776]

test('distances agree with the server, and a circle is round', () => {
  expect(distance_m(HERE, [120.6586, 27.786])).toBeCloseTo(1111.95, 0)
  for (const corner of circle(HERE, 2000)) expect(Math.abs(distance_m(HERE, corner) - 2000)).toBeLessThan(10)
  expect(length_m([HERE, [120.6586, 27.786], HERE])).toBeCloseTo(2223.9, 0)
  expect([asDistance(12.4), asDistance(1240), asDistance(41_000)]).toEqual(['12 m', '1.24 km', '41.0 km'])
})

test('GCJ-02 is some 530 m away here and comes back to the centimetre', () => {
  const shifted = toGcj02(HERE)
  expect(distance_m(HERE, shifted)).toBeGreaterThan(450)
  expect(distance_m(HERE, shifted)).toBeLessThan(600)
  expect(distance_m(HERE, fromGcj02(shifted))).toBeLessThan(0.02)
})

test('a typed position is read, and nonsense is not', () => {
  expect(parsePlace('120.6586， 27.7760')).toEqual([120.6586, 27.776])
  for (const bad of ['', '27.77, 120.65', '120, 27', 'x, y', '220.1, 27.2']) expect(parsePlace(bad)).toBeNull()
})

const at = (id: number, lon: number | null = 120) => ({ id, name: `${id}`, town_code: '1', town_name: '', lon, lat: 27 })
test('one mark per enterprise with the worst grade; without a place there is none', () => {
  const marks = marksOf([
    { enterprise: at(1), grade: 'yellow' }, { enterprise: at(1), grade: 'red' }, { enterprise: at(2), grade: 'blue' }, { enterprise: at(3, null), grade: 'red' }, { enterprise: null, grade: 'red' },
  ])
  expect(marks.map((m) => [m.enterprise, m.grade, m.count])).toEqual([[1, 'red', 2], [2, 'blue', 1]])
})

test('the choice of layers is remembered; a broken or older memory is filled up', () => {
  const first = rememberedLayers({ getItem: () => null })
  expect(Object.keys(first)).toEqual(CATALOG.map((l) => l.key))
  expect(rememberedLayers({ getItem: () => '{broken' })).toEqual(first)
  expect(rememberedLayers({ getItem: () => '{"camera":true,"alarm":"no"}' })).toEqual({ ...first, camera: true })
})

test('marks of a pack stand below each other, with their number where there are several', () => {
  const mark = { id: 7, name: 'x', lon: 120, lat: 27, points: 2, grade: null }
  const layer = (key: string, label: string) => ({ key, pack: '', label, en: '', total: 2, items: [mark] })
  const drawn = packFeatures([layer('a', '雨量站'), layer('b', '监测点')])
  expect(drawn.map((f) => [f.properties!.image, f.properties!.row, f.properties!.n])).toEqual([['plate-pack-雨', 0, '2'], ['plate-pack-监', 1, '2']])
  expect(rememberedPacks({ getItem: () => '["a",3]' })).toEqual(new Set(['a']))
  expect(rememberedPacks({ getItem: () => '{broken' })).toEqual(new Set())
})

test('what is being drawn', () => {
  const kinds = (...args: Parameters<typeof featuresOf>) => featuresOf(...args).map((f) => f.geometry.type)
  expect(kinds(null, { points: [HERE], hover: null })).toEqual([])
  expect(kinds('measure', { points: [HERE], hover: [121, 27] })).toEqual(['LineString', 'Point'])
  expect(kinds('circle', { points: [HERE], hover: null })).toEqual(['Point'])
  expect(kinds('circle', { points: [HERE], hover: [120.67, 27.776] })).toEqual(['Polygon', 'Point'])
})

test('a plume is drawn with its circle on top, its careful edges dashed', () => {
  const ring: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 0]]
  const zone = (level: 'yellow' | 'red', plume: [number, number][]) => ({ level, ppm: 1, reach_m: 1, plume, wedge: ring })
  const drawn = plumeFeatures({ protect: ring, isolate: ring, zones: [zone('yellow', ring), zone('red', [])] } as never)
  expect(drawn.map((f) => f.properties!.dashed)).toEqual([true, true, false, true, false])
  expect(drawn.at(-1)!.properties!.opacity).toBeGreaterThan(drawn[0].properties!.opacity as number)
})

test('stability is guessed on the careful side: a light wind at night is the worst', () => {
  expect([guessStability(2, false), guessStability(2, true), guessStability(6, true)]).toEqual(['F', 'C', 'D'])
})

test('a town has the worst colour of its sites on the four-colour map, and none without a rated one', () => {
  const site = (town_code: string, risk_level: string | null) => ({ id: 1, name: '', lon: 0, lat: 0, town_code, risk_level }) as unknown as MapEnterprise
  const worst = worstOfTowns([site('a', 'yellow'), site('a', 'red'), site('a', 'blue'), site('b', null)])
  expect(Object.fromEntries(worst)).toEqual({ a: 'red' })
})

test('a replay hides what is only known of the present, and nothing else', () => {
  const seen: Record<string, string> = {}
  const map = { getLayer: () => true, setLayoutProperty: (id: string, _: string, value: string) => (seen[id] = value) } as unknown as Parameters<typeof showLayers>[0]
  const all = Object.fromEntries(CATALOG.map((l) => [l.key, true])) as Shown
  showLayers(map, all, true)
  expect([seen['resource-team'], seen['record-tip'], seen.mark, seen.enterprise]).toEqual(['none', 'none', 'visible', 'visible'])
  showLayers(map, all)
  expect(Object.values(seen)).not.toContain('none')
})

test('what is plotted has a shape when it is whole, and a line says how long it is', () => {
  expect(isWhole('area', [HERE, HERE])).toBe(false)
  const line = plotFeatures([{ kind: 'line', points: [HERE, [120.6586, 27.786]], label: '疏散路线' }])
  expect(line.map((f) => f.geometry.type)).toEqual(['LineString', 'Point'])
  expect(line[1]!.properties).toEqual({ text: '疏散路线 1.11 km' })
  const area = plotFeatures([{ kind: 'area', points: [HERE, [120.66, 27.78], [120.67, 27.77]], label: '' }])
  expect(area.map((f) => f.geometry.type)).toEqual(['Polygon'])
})

test('a broken memory of plotted things is none', () => {
  const memory = (text: string | null) => ({ getItem: () => text })
  expect(remembered(memory('[{"kind":"place","points":[[120.6,27.7]],"label":"x"},{"kind":"area","points":[[1,2]]},null]'))).toHaveLength(1)
  for (const bad of [null, '{', '{"a":1}']) expect(remembered(memory(bad))).toEqual([])
})

test('a picture of the map says when it is, that the past is past, and that a plume is an estimate', () => {
  const t = (key: string, named: Record<string, unknown> = {}) => `${key}${Object.values(named).join()}`
  const plume = { scenario: { wind_m_s: 2, wind_from_deg: 45 }, as_of: '2026-11-26T09:00:00Z' } as never
  const told = linesOf({ county: '瑞安市', at_ms: Date.UTC(2026, 10, 26, 9), isPast: true, plume, t })
  expect(told.title).toBe('瑞安市 nav.map 2026-11-26 17:00:00 · atlas.past.watermark')
  expect(told.warning).toMatch(/^atlas.plumes.onMap/)
  expect(linesOf({ county: '瑞安市', at_ms: 0, isPast: false, plume: null, t }).warning).toBe('')
  expect(scaleOf(10)).toEqual({ m: 1000, px: 100 })
})

test('a building has the colour of its standing alarm, but not in a replay; a click on it means its site', () => {
  const one = { id: 9, enterprise_id: 4, name: '1号车间', height_m: 8, base_m: 0, grade: 'orange', outline: { type: 'Polygon', coordinates: [[[120, 27], [120.1, 27], [120, 27.1], [120, 27]]] } } as unknown as Building
  expect(buildingFeatures([one])[0]!.properties).toMatchObject({ id: 4, building: 9, height: 8, rank: 1 })
  expect(buildingFeatures([one], false)[0]!.properties!.rank).toBe(-1)
  expect(buildingFeatures([{ ...one, grade: null }])[0]!.properties!.rank).toBe(-1)
})

test('dragging a little asks for the same box, which always holds what is seen', () => {
  expect(boxAround(120.66, 27.77, 120.68, 27.79)).toEqual(boxAround(120.661, 27.771, 120.679, 27.792))
  const [west, south, east, north] = boxAround(120.66, 27.77, 120.68, 27.79)
  expect([west <= 120.66, south <= 27.77, east >= 120.68, north >= 27.79]).toEqual([true, true, true, true])
})

test('corners become a line, then an area that is closed', () => {
  const kinds = (...points: Place[]) => draftFeatures(points).map((f) => f.geometry.type)
  expect(kinds(HERE)).toEqual(['Point'])
  expect(kinds(HERE, [120.66, 27.78])).toEqual(['LineString', 'Point', 'Point'])
  const [area] = draftFeatures([HERE, [120.66, 27.78], [120.67, 27.77]])
  expect((area!.geometry as GeoJSON.Polygon).coordinates[0]).toHaveLength(4)
})

test('a route keeps out of what is ticked, and of nothing else', () => {
  const area = { kind: 'area' as const, label: '', points: [HERE, [120.67, 27.78], [120.66, 27.79]] as Place[] }
  const found = { plume: null, ring: { middle: HERE, radius_m: 500 }, plotted: [area, { ...area, kind: 'line' as const }] }
  expect(ringsOf(found, { plume: true, ring: true, plots: true })).toHaveLength(2)
  expect(ringsOf(found, { plume: true, ring: false, plots: true })).toEqual([area.points])
  expect(ringsOf(found, { plume: true, ring: false, plots: false })).toEqual([])
  const long = Array.from({ length: 1000 }, (_, n): Place => [120 + n / 1e4, 27])
  expect(ringsOf({ ...found, plotted: [{ ...area, points: long }] }, { plume: false, ring: false, plots: true })[0]!.length).toBeLessThanOrEqual(400)
})

test('the chosen route is drawn over the others', () => {
  const route = { kind: 'road', line: [HERE, [120.67, 27.78]] } as unknown as Route
  const drawn = routeFeatures([route, { ...route, kind: 'straight' }], 0, HERE, null, [])
  expect(drawn.map((f) => f.properties!.n ?? f.properties!.text)).toEqual([1, 0, '终'])
})

test('a vehicle grows grey by itself when nothing is heard of it', () => {
  const one = { lon: 120, lat: 27, unit: '一组', person: '甲', age_s: 100, task_id: 3 } as unknown as Vehicle
  const words = { age: (s: number) => `${s}s`, stale: 'old', left: () => '2 km' }
  expect(vehicleFeatures([one], 0, words)[0]!.properties).toMatchObject({ isStale: false, text: '一组 100s\n2 km' })
  expect(vehicleFeatures([one], 25, words)[0]!.properties).toMatchObject({ isStale: true, text: '一组 125s\nold' })
})
