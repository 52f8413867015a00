/** Buildings on the map: outlines when it is flat, bodies when it is tilted. Fetched with the first look from near. */
import type { Feature, Polygon } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Box, Building } from '../api/buildings'
import { rankOf } from '../grades'
import type { Place } from './ground'
import { byRank, collection } from './layers'
import { FONTS } from './style'

/** Nearer than this a building is larger than a dot. */
export const NEAR_ZOOM = 13
/** Questions are asked in steps of this, so that dragging the map a little asks nothing. */
const STEP_DEG = 0.05
/** Under every mark: whatever alarms must be seen through walls. */
const BELOW = 'enterprise'

export const boxAround = (west: number, south: number, east: number, north: number): Box => {
  const [down, up] = [(x: number) => Math.floor(x / STEP_DEG), (x: number) => Math.ceil(x / STEP_DEG)]
  const at = (n: number) => Number((n * STEP_DEG).toFixed(6))
  return [at(down(west)), at(down(south)), at(up(east)), at(up(north))]
}

/** `withAlarms` is false in a replay: the alarms of now say nothing about then. */
export const buildingFeatures = (rows: readonly Building[], withAlarms = true): Feature[] =>
  rows.map((b) => ({
    type: 'Feature', geometry: b.outline as unknown as Polygon,
    // its id is the enterprise's: a click on a wall opens the card of the site
    properties: { id: b.enterprise_id, building: b.id, name: b.name, height: b.height_m, base: b.base_m, rank: withAlarms && b.grade ? rankOf(b.grade) : -1 },
  }))

export function addBuildings(map: MapLibre, isDark: boolean): void {
  if (map.getSource('building')) return
  const colour = byRank(['#c8102e', '#e0761f', '#f2c200', '#1463c7'], isDark ? '#64798c' : '#a8b4bf')
  const ink = isDark ? '#dfe8f0' : '#26323d'
  map.addSource('building', { type: 'geojson', data: collection([]) })
  map.addSource('building-draft', { type: 'geojson', data: collection([]) })
  map.addLayer({ id: 'building-fill', type: 'fill', source: 'building', minzoom: NEAR_ZOOM, paint: { 'fill-color': colour, 'fill-opacity': ['case', ['>=', ['get', 'rank'], 0], 0.6, 0.3] } }, BELOW)
  map.addLayer({ id: 'building-line', type: 'line', source: 'building', minzoom: NEAR_ZOOM, paint: { 'line-color': ink, 'line-width': 1.2 } }, BELOW)
  map.addLayer({
    id: 'building-3d', type: 'fill-extrusion', source: 'building', layout: { visibility: 'none' },
    paint: { 'fill-extrusion-color': colour, 'fill-extrusion-height': ['get', 'height'], 'fill-extrusion-base': ['get', 'base'], 'fill-extrusion-opacity': 0.92 },
  }, BELOW)
  map.addLayer({
    id: 'building-name', type: 'symbol', source: 'building', minzoom: 15.5, layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 11 },
    paint: { 'text-color': ink, 'text-halo-color': isDark ? '#0c141c' : '#ffffff', 'text-halo-width': 1.4 },
  }, BELOW)
  map.addLayer({ id: 'building-draft-fill', type: 'fill', source: 'building-draft', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#7a2a8f', 'fill-opacity': 0.2 } })
  map.addLayer({ id: 'building-draft-line', type: 'line', source: 'building-draft', paint: { 'line-color': '#7a2a8f', 'line-width': 2.5 } })
  map.addLayer({ id: 'building-draft-dot', type: 'circle', source: 'building-draft', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-color': '#7a2a8f', 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2 } })
}

export const putBuildings = (map: MapLibre, features: Feature[]): void => void map.getSource<GeoJSONSource>('building')?.setData(collection(features))

export function draftFeatures(points: readonly Place[]): Feature[] {
  const dots = points.map((coordinates): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }))
  const shape: Feature[] =
    points.length > 2 ? [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...points, points[0]!]] } }]
    : points.length === 2 ? [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [...points] } }]
    : []
  return [...shape, ...dots]
}
export const putDraft = (map: MapLibre, features: Feature[]): void => void map.getSource<GeoJSONSource>('building-draft')?.setData(collection(features))

/** Outline and body are never drawn at once: they would flicker into each other. */
export function showBuildings(map: MapLibre, isShown: boolean, is3d: boolean): void {
  const set = (id: string, isOn: boolean) => map.getLayer(id) && map.setLayoutProperty(id, 'visibility', isOn ? 'visible' : 'none')
  for (const id of ['building-fill', 'building-line']) set(id, isShown && !is3d)
  set('building-name', isShown)
  set('building-3d', isShown && is3d)
  set('base-3d', isShown && is3d)
}

/** Footprints of the county's own vector file, where it has a layer of buildings. Heights as OpenMapTiles and OSM write them. */
export function addBaseBuildings(map: MapLibre, isDark: boolean): void {
  if (map.getLayer('base-3d')) return
  const named = map.getStyle().layers.find((l) => 'source-layer' in l && l.source === 'base-file' && /^buildings?$/.test(l['source-layer'] ?? ''))
  if (!named || !('source-layer' in named)) return
  const number = (name: string): ExpressionSpecification => ['to-number', ['get', name], 0]
  const height: ExpressionSpecification = ['coalesce', ['case', ['>', number('render_height'), 0], number('render_height'), ['>', number('height'), 0], number('height'), ['>', number('building:levels'), 0], ['*', 3, number('building:levels')], 6], 6]
  map.addLayer({
    id: 'base-3d', type: 'fill-extrusion', source: 'base-file', 'source-layer': named['source-layer']!, minzoom: NEAR_ZOOM,
    paint: { 'fill-extrusion-color': isDark ? '#33475a' : '#d5dade', 'fill-extrusion-height': height, 'fill-extrusion-opacity': 0.75 },
  }, 'building-3d')
}
