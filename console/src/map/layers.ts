import type { Feature, FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Alarm, Grade, Id, MapEnterprise } from '../api/types'
import { GRADES, LETTER, LETTER_AT, rankOf, SHAPES } from '../grades'
import { FONTS } from './style'

const FILL: Record<Grade, string> = { red: '#c8102e', orange: '#c24e00', yellow: '#f2c200', blue: '#1463c7' }
const RISK: Record<Grade, string> = { red: '#c8102e', orange: '#e0761f', yellow: '#f2c200', blue: '#1463c7' }
const MARK_PX = 64

/** One mark per enterprise with open alarms: its worst grade, how many, and how many nobody has acknowledged. */
export interface Mark {
  enterprise: Id
  name: string
  lon: number
  lat: number
  grade: Grade
  count: number
}

/** Marks from the open alarms: the same answer that the list beside the map shows. */
export function marksOf(alarms: readonly Alarm[]): Mark[] {
  const marks = new Map<string, Mark>()
  for (const alarm of alarms) {
    const e = alarm.enterprise
    if (!e || e.lon === null || e.lat === null) continue
    const known = marks.get(String(e.id))
    if (!known) marks.set(String(e.id), { enterprise: e.id, name: e.name, lon: e.lon, lat: e.lat, grade: alarm.grade, count: 1 })
    else {
      known.count += 1
      if (rankOf(alarm.grade) < rankOf(known.grade)) known.grade = alarm.grade
    }
  }
  return [...marks.values()]
}

function drawMark(grade: Grade): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = MARK_PX
  const x = canvas.getContext('2d', { willReadFrequently: true })!
  const inset = 6
  const side = MARK_PX - 2 * inset
  x.beginPath()
  for (const [px, py] of SHAPES[grade]) x.lineTo(inset + px * side, inset + py * side)
  x.closePath()
  x.lineJoin = 'round'
  x.lineWidth = 8
  x.strokeStyle = '#ffffff'
  x.stroke()
  x.lineWidth = 2
  x.strokeStyle = '#00000099'
  x.stroke()
  x.fillStyle = FILL[grade]
  x.fill()
  x.fillStyle = grade === 'yellow' ? '#3d2f00' : '#ffffff'
  x.font = `bold ${side * 0.5}px "Segoe UI", "Noto Sans CJK SC", sans-serif`
  x.textAlign = 'center'
  x.textBaseline = 'middle'
  x.fillText(LETTER[grade], MARK_PX / 2, inset + side * LETTER_AT[grade] + 1)
  return x.getImageData(0, 0, MARK_PX, MARK_PX)
}

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

const enterpriseFeature = (e: MapEnterprise): Feature => ({
  type: 'Feature',
  properties: { id: e.id, name: e.name, risk: e.risk_level ?? '' },
  geometry: { type: 'Point', coordinates: [e.lon, e.lat] },
})

const markFeature = (m: Mark): Feature => ({
  type: 'Feature',
  properties: { id: m.enterprise, name: m.name, grade: m.grade, rank: rankOf(m.grade), count: m.count > 1 ? String(m.count) : '' },
  geometry: { type: 'Point', coordinates: [m.lon, m.lat] },
})

export function setEnterprises(map: MapLibre, enterprises: readonly MapEnterprise[]): void {
  map.getSource<GeoJSONSource>('enterprise')?.setData(collection(enterprises.map(enterpriseFeature)))
}

export function setMarks(map: MapLibre, marks: readonly Mark[]): void {
  map.getSource<GeoJSONSource>('mark')?.setData(collection(marks.map(markFeature)))
}

export function setChosen(map: MapLibre, at: [number, number] | null): void {
  map.getSource<GeoJSONSource>('chosen')?.setData(collection(at ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }] : []))
}

/** Layers above the base map, from bottom to top: enterprises, chosen ring, alarm marks with reds on top. */
export function addLayers(map: MapLibre, isDark: boolean): void {
  const ink = isDark ? '#dfe8f0' : '#26323d'
  const halo = isDark ? '#0c141c' : '#ffffff'
  for (const grade of GRADES) if (!map.hasImage(`mark-${grade}`)) map.addImage(`mark-${grade}`, drawMark(grade), { pixelRatio: 2 })
  for (const id of ['enterprise', 'chosen', 'mark']) map.addSource(id, { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'enterprise', type: 'circle', source: 'enterprise',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 4.5, 14, 8],
      'circle-color': ['match', ['get', 'risk'], 'red', RISK.red, 'orange', RISK.orange, 'yellow', RISK.yellow, 'blue', RISK.blue, '#98a4b0'],
      'circle-stroke-color': isDark ? '#0c141c' : '#ffffff', 'circle-stroke-width': 1.5,
    },
  })
  map.addLayer({
    id: 'enterprise-name', type: 'symbol', source: 'enterprise', minzoom: 11.5,
    layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 12, 'text-offset': [0, 1.3], 'text-anchor': 'top' },
    paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.4 },
  })
  map.addLayer({
    id: 'chosen', type: 'circle', source: 'chosen',
    paint: { 'circle-radius': 22, 'circle-color': isDark ? '#7db8f2' : '#0b5cab', 'circle-opacity': 0.14, 'circle-stroke-color': isDark ? '#7db8f2' : '#0b5cab', 'circle-stroke-width': 3 },
  })
  map.addLayer({
    id: 'mark', type: 'symbol', source: 'mark',
    layout: {
      'icon-image': ['concat', 'mark-', ['get', 'grade']],
      'icon-size': ['match', ['get', 'grade'], 'red', 0.95, 'orange', 0.85, 0.72],
      'icon-allow-overlap': true,
      'symbol-sort-key': ['-', 4, ['get', 'rank']],
      'text-field': ['get', 'count'], 'text-font': FONTS, 'text-size': 13, 'text-offset': [1.3, -1.05], 'text-allow-overlap': true, 'text-ignore-placement': true, 'text-optional': true,
    },
    paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 2 },
  })
}
