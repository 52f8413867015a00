/** Typhoons on the map: where they were, what agencies expect, how far their wind reaches, and the warning lines. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Typhoon, TyphoonPoint, Typhoons } from '../api/typhoons'
import type { Place } from './ground'
import { collection } from './layers'
import { FONTS } from './style'

/** Older than this nobody knows where it is now. */
export const STALE_MS = 6 * 3_600_000
/** A county's map does not go this far out by itself; a typhoon is seen days before it is near. */
export const FAR_ZOOM = 3
const EARTH_KM = 6371.0088
const STEP_DEG = 5
const STALE = '#8a949e'
export const STRENGTH_COLOUR: Readonly<Record<string, string>> = { 超强台风: '#c8102e', 强台风: '#e0499a', 台风: '#e0761f', 强热带风暴: '#f2c200', 热带风暴: '#1463c7', 热带低压: '#1a9a5b', 未定级: STALE }
const RING_COLOUR: Readonly<Record<string, string>> = { 7: '#1a7f4b', 10: '#e0761f', 12: '#c8102e' }
/** Agencies are told apart by their name at the end of the line; colours only help. */
const AGENCY_COLOURS = ['#c8102e', '#1463c7', '#7a2a8f', '#1a7f4b', '#8a5a00'] as const

export const lastOf = (one: Typhoon): TyphoonPoint | undefined => one.track[one.track.length - 1]
export const isStale = (one: Typhoon, now_ms: number): boolean => {
  const last = lastOf(one)
  return !last || now_ms - Date.parse(last.at) > STALE_MS
}

/** The edge of a wind circle by quarters (NE, SE, SW, NW), closed; where quarters differ it steps in and out. */
export function windRing([lon, lat]: Place, quarters_km: readonly number[]): Place[] {
  const rad = Math.PI / 180
  const corners = quarters_km.flatMap((km, quarter) =>
    Array.from({ length: 90 / STEP_DEG + 1 }, (_, i): Place => {
      const [bearing, far] = [(quarter * 90 + i * STEP_DEG) * rad, km / EARTH_KM]
      const there = Math.asin(Math.sin(lat * rad) * Math.cos(far) + Math.cos(lat * rad) * Math.sin(far) * Math.cos(bearing))
      const turned = Math.atan2(Math.sin(bearing) * Math.sin(far) * Math.cos(lat * rad), Math.cos(far) - Math.sin(lat * rad) * Math.sin(there))
      return [lon + turned / rad, there / rad]
    }),
  )
  return [...corners, corners[0]!]
}

const place = ({ lon, lat }: TyphoonPoint): Place => [lon, lat]
const line = (coordinates: Place[], properties: Feature['properties']): Feature => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } })
const dot = (coordinates: Place, properties: Feature['properties']): Feature => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates } })

export interface Words { warn: (hours: number) => string; name: (one: Typhoon) => string; stale: string }

export function typhoonFeatures({ typhoons, lines }: Typhoons, now_ms: number, words: Words): Feature[] {
  const warnings = lines.map((one) => line(one.line as Place[], { kind: 'warn', hours: one.hours, text: words.warn(one.hours) }))
  return [...warnings, ...typhoons.flatMap((one) => featuresOf(one, now_ms, words))]
}

function featuresOf(one: Typhoon, now_ms: number, words: Words): Feature[] {
  const last = lastOf(one)
  const old = isStale(one, now_ms)
  const rings = last
    ? Object.entries(last.radii_km).map(([grade, km]): Feature => ({ type: 'Feature', properties: { kind: 'ring', grade, colour: old ? STALE : RING_COLOUR[grade] }, geometry: { type: 'Polygon', coordinates: [windRing(place(last), km)] } }))
    : []
  const casts = one.forecasts.flatMap(({ agency, points }, n): Feature[] => {
    const ahead = points.filter((p) => !last || Date.parse(p.at) > Date.parse(last.at))
    if (!ahead.length) return []
    const colour = old ? STALE : AGENCY_COLOURS[n % AGENCY_COLOURS.length]
    const dots = ahead.map((p, i) => dot(place(p), { kind: 'cast-dot', colour, text: i === ahead.length - 1 ? agency : '' }))
    return [line([...(last ? [place(last)] : []), ...ahead.map(place)], { kind: 'cast', colour }), ...dots]
  })
  const dots = one.track.map((p) => dot(place(p), { kind: 'dot', id: one.id, colour: (old && p === last) || !STRENGTH_COLOUR[p.strength] ? STALE : STRENGTH_COLOUR[p.strength], isLast: p === last, text: p === last ? [words.name(one), old ? words.stale : ''].filter(Boolean).join('\n') : '' }))
  return [...rings, ...(one.track.length > 1 ? [line(one.track.map(place), { kind: 'past' })] : []), ...casts, ...dots]
}

export function boundsOf(one: Typhoon, home: Place | null): [Place, Place] | null {
  const all = [...one.track.map(place), ...one.forecasts.flatMap((f) => f.points.map(place)), ...(home ? [home] : [])]
  if (!all.length) return null
  const [lons, lats] = [all.map((p) => p[0]), all.map((p) => p[1])]
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]]
}

export function drawTyphoons(map: MapLibre, features: Feature[], isDark: boolean): void {
  if (!map.getSource('typhoon')) add(map, isDark)
  map.getSource<GeoJSONSource>('typhoon')?.setData(collection(features))
}

function add(map: MapLibre, isDark: boolean): void {
  const kind = (one: string) => ['==', ['get', 'kind'], one] as never
  const colour = ['get', 'colour'] as never
  const [ink, halo] = isDark ? ['#dfe8f0', '#0c141c'] : ['#26323d', '#ffffff']
  const warn = ['case', ['==', ['get', 'hours'], 24], '#c8860a', '#1463c7'] as never
  // alarms and sites stay on top of whatever the weather is
  const below = map.getLayer('enterprise') ? 'enterprise' : undefined
  map.addSource('typhoon', { type: 'geojson', data: collection([]) })
  map.addLayer({ id: 'typhoon-ring', type: 'fill', source: 'typhoon', filter: kind('ring'), paint: { 'fill-color': colour, 'fill-opacity': 0.12 } }, below)
  map.addLayer({ id: 'typhoon-ring-line', type: 'line', source: 'typhoon', filter: kind('ring'), paint: { 'line-color': colour, 'line-width': 1.8 } }, below)
  map.addLayer({ id: 'typhoon-warn', type: 'line', source: 'typhoon', filter: kind('warn'), paint: { 'line-color': warn, 'line-width': 1.8 } }, below)
  map.addLayer({ id: 'typhoon-warn-word', type: 'symbol', source: 'typhoon', filter: kind('warn'), layout: { 'symbol-placement': 'line', 'symbol-spacing': 260, 'text-field': ['get', 'text'], 'text-font': FONTS, 'text-size': 12 }, paint: { 'text-color': warn, 'text-halo-color': halo, 'text-halo-width': 1.6 } }, below)
  map.addLayer({ id: 'typhoon-past', type: 'line', source: 'typhoon', filter: kind('past'), layout: { 'line-join': 'round' }, paint: { 'line-color': ink, 'line-width': 2.2 } }, below)
  map.addLayer({ id: 'typhoon-cast', type: 'line', source: 'typhoon', filter: kind('cast'), paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [2.5, 2] } }, below)
  map.addLayer({ id: 'typhoon-cast-dot', type: 'circle', source: 'typhoon', filter: kind('cast-dot'), paint: { 'circle-radius': 3.5, 'circle-color': halo, 'circle-stroke-color': colour, 'circle-stroke-width': 1.8 } }, below)
  map.addLayer({ id: 'typhoon-dot', type: 'circle', source: 'typhoon', filter: kind('dot'), paint: { 'circle-radius': ['case', ['get', 'isLast'], 9, 4.5], 'circle-color': colour, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.5 } }, below)
  map.addLayer({ id: 'typhoon-word', type: 'symbol', source: 'typhoon', filter: ['all', ['has', 'text'], ['==', ['geometry-type'], 'Point']], layout: { 'text-field': ['get', 'text'], 'text-font': FONTS, 'text-size': 12.5, 'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-allow-overlap': true }, paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.8 } })
}
