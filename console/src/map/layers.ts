/** Sources and layers above the base map. Features carry place, grade and state only: values never come here. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { RecordMarks, Resource } from '../api/map'
import type { Alarm, EnterpriseRef, Grade, Id, MapEnterprise } from '../api/types'
import { rankOf } from '../grades'
import { RECORD_KINDS, RECORD_LAYERS, RESOURCE_KINDS } from './catalog'
import { addPackLayer } from './packs'
import { FONTS } from './style'

const RISK: Record<Grade, string> = { red: '#c8102e', orange: '#e0761f', yellow: '#f2c200', blue: '#1463c7' }
const NO_RISK = '#98a4b0'

/** One mark per enterprise with open alarms: its worst grade and how many. */
export interface Mark {
  enterprise: Id
  name: string
  lon: number
  lat: number
  grade: Grade
  count: number
}

/** Marks from a list of things that have a grade and an enterprise: the same answer that the list shows. */
export function marksOf(rows: readonly { enterprise: EnterpriseRef | null; grade: Grade }[]): Mark[] {
  const marks = new Map<string, Mark>()
  for (const row of rows) {
    const e = row.enterprise
    if (!e || e.lon === null || e.lat === null) continue
    const known = marks.get(String(e.id))
    if (!known) marks.set(String(e.id), { enterprise: e.id, name: e.name, lon: e.lon, lat: e.lat, grade: row.grade, count: 1 })
    else {
      known.count += 1
      if (rankOf(row.grade) < rankOf(known.grade)) known.grade = row.grade
    }
  }
  return [...marks.values()]
}
export const alarmMarks = (alarms: readonly Alarm[]): Mark[] => marksOf(alarms)

export const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
const at = (lon: number, lat: number, properties: Feature['properties']): Feature => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } })

function put(map: MapLibre, source: string, features: Feature[]): void {
  map.getSource<GeoJSONSource>(source)?.setData(collection(features))
}

const RANKED: readonly (Grade | null)[] = ['red', 'orange', 'yellow', 'blue', null]

export function setEnterprises(map: MapLibre, rows: readonly MapEnterprise[]): void {
  put(map, 'enterprise', rows.map((e) => at(e.lon, e.lat, { id: e.id, name: e.name, rank: RANKED.indexOf(e.risk_level) })))
  const badge = (count: (e: MapEnterprise) => number) => rows.filter((e) => count(e) > 0).map((e) => at(e.lon, e.lat, { id: e.id, n: String(count(e)) }))
  put(map, 'camera', badge((e) => e.cameras ?? 0))
  put(map, 'sensor', badge((e) => e.points ?? 0))
}

/** The heat is fed only where it is shown: every source that is fed makes the whole map be drawn again. */
export function setMarks(map: MapLibre, marks: readonly Mark[], withHeat = false): void {
  const features = marks.map((m) => at(m.lon, m.lat, { id: m.enterprise, name: m.name, rank: rankOf(m.grade), n: m.count }))
  put(map, 'mark', features)
  if (withHeat) put(map, 'heat', features)
}

export function setIncidents(map: MapLibre, marks: readonly Mark[]): void {
  put(map, 'incident', marks.map((m) => at(m.lon, m.lat, { id: m.enterprise, n: m.count > 1 ? String(m.count) : '' })))
}

export function setResources(map: MapLibre, rows: readonly Resource[]): void {
  put(map, 'resource', rows.map((r) => at(r.lon, r.lat, { id: r.id, kind: r.kind, name: r.name })))
}

export function setRecords(map: MapLibre, groups: readonly RecordMarks[]): void {
  const kindOf = (name: string) => RECORD_KINDS.find((kind) => RECORD_LAYERS[kind] === name)
  put(map, 'record', groups.flatMap((g) => g.items.map((r) => at(r.lon, r.lat, { id: r.id, kind: kindOf(g.name), register: g.name }))))
}

/** Outlines with a colour (四色图), or of the grid. */
export function setAreas(map: MapLibre, source: 'risk' | 'grid', features: Feature[]): void {
  put(map, source, features)
}

/** Official lines of towns take the place of the sketch, and are drawn through, as lines that hold are. */
export function setTownLines(map: MapLibre, features: Feature[]): void {
  put(map, 'town', features)
  map.setPaintProperty('town-sketch', 'line-dasharray', undefined)
}

export function setChosen(map: MapLibre, place: Position | null): void {
  put(map, 'chosen', place ? [at(place[0], place[1], {})] : [])
}

export const byRank = <T extends string>(values: readonly [T, T, T, T], otherwise: T): ExpressionSpecification =>
  ['match', ['get', 'rank'], 0, values[0], 1, values[1], 2, values[2], 3, values[3], otherwise] as unknown as ExpressionSpecification
const RISK_COLOUR = byRank([RISK.red, RISK.orange, RISK.yellow, RISK.blue], NO_RISK)
const MARK_IMAGE = byRank(['mark-red', 'mark-orange', 'mark-yellow', 'mark-blue'], 'mark-blue')
const IS_CLUSTER: ExpressionSpecification = ['has', 'point_count']
const IS_SINGLE: ExpressionSpecification = ['!', IS_CLUSTER]

function addSources(map: MapLibre): void {
  const empty = collection([])
  map.addSource('enterprise', {
    type: 'geojson', data: empty, cluster: true, clusterMaxZoom: 12, clusterRadius: 44, clusterMinPoints: 6,
    clusterProperties: { rank: ['min', ['get', 'rank']] },
  })
  // far out, alarms of neighbours share one badge that shows the worst of them
  map.addSource('mark', {
    type: 'geojson', data: empty, cluster: true, clusterMaxZoom: 10, clusterRadius: 30, clusterMinPoints: 3,
    clusterProperties: { rank: ['min', ['get', 'rank']], n: ['+', ['get', 'n']] },
  })
  for (const id of ['heat', 'incident', 'camera', 'sensor', 'resource', 'record', 'risk', 'grid', 'chosen', 'plume', 'drawing']) map.addSource(id, { type: 'geojson', data: empty })
}

/** Layers above the base map, from bottom to top: plume, dots, help, work orders, alarm marks with reds on top. */
export function addLayers(map: MapLibre, isDark: boolean): void {
  const ink = isDark ? '#dfe8f0' : '#26323d'
  const halo = isDark ? '#0c141c' : '#ffffff'
  const brand = isDark ? '#7db8f2' : '#0b5cab'
  const purple = isDark ? '#c79bf0' : '#6b2fa0'
  const words = { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.5 }
  addSources(map)
  map.addLayer({ id: 'risk', type: 'fill', source: 'risk', paint: { 'fill-color': RISK_COLOUR, 'fill-opacity': isDark ? 0.32 : 0.26, 'fill-outline-color': ink } })
  map.addLayer({ id: 'grid-line', type: 'line', source: 'grid', paint: { 'line-color': brand, 'line-width': 1.2, 'line-dasharray': [2, 2] } })
  map.addLayer({
    id: 'grid-name', type: 'symbol', source: 'grid', minzoom: 11, layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 11 }, paint: words,
  })
  map.addLayer({
    id: 'heat', type: 'heatmap', source: 'heat', maxzoom: 14,
    paint: {
      'heatmap-weight': ['-', 5, ['get', 'rank']], 'heatmap-radius': 34, 'heatmap-opacity': 0.6,
      // as the legend shows it: without the blue of the lowest grade around a red place
      'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(242, 194, 0, 0)', 0.3, '#f2c200', 0.65, '#e0761f', 1, '#c8102e'],
    },
  })
  map.addLayer({ id: 'plume-fill', type: 'fill', source: 'plume', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': purple, 'fill-opacity': ['get', 'opacity'] } })
  map.addLayer({ id: 'plume-line', type: 'line', source: 'plume', filter: ['!', ['get', 'dashed']], paint: { 'line-color': purple, 'line-width': 2 } })
  map.addLayer({ id: 'plume-dash', type: 'line', source: 'plume', filter: ['get', 'dashed'], paint: { 'line-color': purple, 'line-width': 2, 'line-dasharray': [3, 2] } })
  map.addLayer({
    id: 'enterprise', type: 'circle', source: 'enterprise', filter: IS_SINGLE,
    paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 4.5, 14, 8], 'circle-color': RISK_COLOUR, 'circle-stroke-color': halo, 'circle-stroke-width': 1.5 },
  })
  map.addLayer({
    id: 'enterprise-cluster', type: 'circle', source: 'enterprise', filter: IS_CLUSTER,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'point_count']], 1, 11, 8, 24], 'circle-color': isDark ? '#22384c' : '#ffffff', 'circle-opacity': 0.9,
      'circle-stroke-color': RISK_COLOUR, 'circle-stroke-width': 2.5,
    },
  })
  map.addLayer({
    id: 'enterprise-count', type: 'symbol', source: 'enterprise', filter: IS_CLUSTER,
    layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': FONTS, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': ink },
  })
  map.addLayer({
    id: 'enterprise-name', type: 'symbol', source: 'enterprise', filter: IS_SINGLE, minzoom: 12,
    layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 12, 'text-offset': [0, 1.3], 'text-anchor': 'top' }, paint: words,
  })
  for (const [id, offset] of [['camera', [14, 12]], ['sensor', [-14, 12]]] as const)
    map.addLayer({
      id, type: 'symbol', source: id, minzoom: 10.5,
      layout: { 'icon-image': `plate-${id}`, 'icon-size': 0.8, 'icon-offset': [...offset], 'text-field': ['get', 'n'], 'text-font': FONTS, 'text-size': 11, 'text-offset': [offset[0] / 10, 2.1], 'text-optional': true }, paint: words,
    })
  for (const kind of RESOURCE_KINDS)
    map.addLayer({
      id: `resource-${kind}`, type: 'symbol', source: 'resource', filter: ['==', ['get', 'kind'], kind],
      layout: {
        'icon-image': `plate-${kind}`, 'icon-allow-overlap': true, 'text-field': ['step', ['zoom'], '', 11.5, ['get', 'name']],
        'text-font': FONTS, 'text-size': 12, 'text-offset': [0, 1.2], 'text-anchor': 'top', 'text-optional': true,
      },
      paint: words,
    })
  RECORD_KINDS.forEach((kind, n) =>
    map.addLayer({
      id: `record-${kind}`, type: 'symbol', source: 'record', filter: ['==', ['get', 'kind'], kind],
      layout: { 'icon-image': `plate-${kind}`, 'icon-size': 0.85, 'icon-offset': [-26, 24 * n - 32], 'icon-allow-overlap': true },
    }),
  )
  addPackLayer(map, words)
  map.addLayer({ id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-radius': 22, 'circle-color': brand, 'circle-opacity': 0.14, 'circle-stroke-color': brand, 'circle-stroke-width': 3 } })
  map.addLayer({
    id: 'incident', type: 'symbol', source: 'incident', minzoom: 9.5,
    layout: { 'icon-image': 'plate-incident', 'icon-size': 0.72, 'icon-offset': [24, 20], 'icon-allow-overlap': true, 'text-field': ['get', 'n'], 'text-font': FONTS, 'text-size': 11, 'text-offset': [2.6, 1.2], 'text-optional': true },
    paint: words,
  })
  const markText = { 'text-font': FONTS, 'text-size': 13, 'text-offset': [1.3, -1.05] as [number, number], 'text-allow-overlap': true, 'text-ignore-placement': true, 'text-optional': true }
  const redsOnTop: ExpressionSpecification = ['-', 4, ['get', 'rank']]
  map.addLayer({
    id: 'mark', type: 'symbol', source: 'mark', filter: IS_SINGLE,
    layout: { 'icon-image': MARK_IMAGE, 'icon-size': ['match', ['get', 'rank'], 0, 0.95, 1, 0.85, 0.72], 'icon-allow-overlap': true, 'symbol-sort-key': redsOnTop, 'text-field': ['case', ['>', ['get', 'n'], 1], ['to-string', ['get', 'n']], ''], ...markText },
    paint: { ...words, 'text-halo-width': 2 },
  })
  map.addLayer({
    id: 'mark-cluster', type: 'symbol', source: 'mark', filter: IS_CLUSTER,
    layout: { 'icon-image': MARK_IMAGE, 'icon-size': 1.1, 'icon-allow-overlap': true, 'symbol-sort-key': redsOnTop, 'text-field': ['to-string', ['get', 'n']], ...markText, 'text-size': 14, 'text-offset': [1.45, -1.2] },
    paint: { ...words, 'text-halo-width': 2 },
  })
  map.addLayer({ id: 'drawing-fill', type: 'fill', source: 'drawing', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': brand, 'fill-opacity': 0.08 } })
  map.addLayer({ id: 'drawing-line', type: 'line', source: 'drawing', paint: { 'line-color': brand, 'line-width': 2.5 } })
  map.addLayer({ id: 'drawing-dot', type: 'circle', source: 'drawing', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 4.5, 'circle-color': halo, 'circle-stroke-color': brand, 'circle-stroke-width': 2.5 } })
}
