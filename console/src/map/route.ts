/** Routes on the map: the chosen one strong, the others thin, straight lines dashed, and what they keep out of hatched red. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Plume } from '../api/map'
import type { Route } from '../api/routes'
import { circle, type Place } from './ground'
import { collection } from './layers'
import type { Plotted } from './plot'
import { FONTS } from './style'

export interface Avoidable { plume: Plume | null; ring: { middle: Place; radius_m: number } | null; plotted: readonly Plotted[] }
export interface Chosen { plume: boolean; ring: boolean; plots: boolean }
const MOST_CORNERS = 400

const thin = (ring: readonly Place[]): Place[] => {
  const every = Math.ceil(ring.length / MOST_CORNERS)
  return ring.filter((_, i) => i % every === 0)
}
/** Rings that must not be driven through: of an estimate its outermost zones, so that nobody is sent into a lower one. */
export function ringsOf({ plume, ring, plotted }: Avoidable, chosen: Chosen): Place[][] {
  const zones = plume && chosen.plume ? [plume.isolate, ...plume.zones.flatMap((z) => [z.wedge, z.plume])] : []
  return [
    ...zones.filter((one) => one.length > 2).map((one) => one as unknown as Place[]),
    ...(ring && chosen.ring ? [circle(ring.middle, ring.radius_m)] : []),
    ...(chosen.plots ? plotted.filter((one) => one.kind === 'area').map((one) => one.points) : []),
  ].map(thin)
}

const line = (coordinates: Place[], properties: Feature['properties']): Feature => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } })
const dot = (coordinates: Place, text: string): Feature => ({ type: 'Feature', properties: { text }, geometry: { type: 'Point', coordinates } })

export function routeFeatures(routes: readonly Route[], chosen: number, goal: Place | null, start: Place | null, avoid: readonly Place[][]): Feature[] {
  const lines = routes.map((route, n) => line(route.line as Place[], { kind: route.kind, chosen: n === chosen, n }))
  // the chosen one is drawn last, over the others
  const ordered = [...lines.filter((f) => !f.properties!.chosen), ...lines.filter((f) => f.properties!.chosen)]
  const areas = avoid.map((ring): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] } }))
  return [...areas, ...ordered, ...(start ? [dot(start, '起')] : []), ...(goal ? [dot(goal, '终')] : [])]
}

export function drawRoutes(map: MapLibre, features: Feature[]): void {
  if (!map.getSource('route')) add(map)
  map.getSource<GeoJSONSource>('route')?.setData(collection(features))
}

function add(map: MapLibre): void {
  const [strong, weak] = ['#0b5cab', '#6d93b8']
  map.addSource('route', { type: 'geojson', data: collection([]) })
  const isRoad = ['==', ['get', 'kind'], 'road'] as never
  const below = map.getLayer('enterprise') ? 'enterprise' : undefined
  map.addLayer({ id: 'route-zone', type: 'fill', source: 'route', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#c8102e', 'fill-opacity': 0.12 } }, below)
  map.addLayer({ id: 'route-zone-line', type: 'line', source: 'route', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'line-color': '#c8102e', 'line-width': 2, 'line-dasharray': [2, 1.5] } }, below)
  map.addLayer({ id: 'route-case', type: 'line', source: 'route', filter: ['==', ['get', 'chosen'], true], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': '#ffffff', 'line-width': 9 } }, below)
  map.addLayer({ id: 'route-line', type: 'line', source: 'route', filter: ['all', isRoad, ['==', ['geometry-type'], 'LineString']], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': ['case', ['get', 'chosen'], strong, weak], 'line-width': ['case', ['get', 'chosen'], 5.5, 2.5] } }, below)
  map.addLayer({ id: 'route-straight', type: 'line', source: 'route', filter: ['==', ['get', 'kind'], 'straight'], paint: { 'line-color': ['case', ['get', 'chosen'], strong, weak], 'line-width': ['case', ['get', 'chosen'], 3.5, 2], 'line-dasharray': [2, 2] } }, below)
  map.addLayer({ id: 'route-dot', type: 'circle', source: 'route', filter: ['has', 'text'], paint: { 'circle-radius': 11, 'circle-color': strong, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2 } })
  map.addLayer({ id: 'route-word', type: 'symbol', source: 'route', filter: ['has', 'text'], layout: { 'text-field': ['get', 'text'], 'text-font': FONTS, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': '#ffffff' } })
}
