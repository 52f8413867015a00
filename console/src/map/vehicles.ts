/** Vehicles on the way as marks; one nobody has heard of for two minutes is grey, because unknown is grey. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Vehicle } from '../api/routes'
import { collection } from './layers'
import { FONTS } from './style'

export const STALE_S = 120

export interface Words { age: (s: number) => string; stale: string; left: (v: Vehicle) => string }

/** `since_s`: how long ago the answer came; ages go on while nothing is heard. */
export const vehicleFeatures = (rows: readonly Vehicle[], since_s: number, words: Words): Feature[] =>
  rows.map((v) => {
    const age_s = v.age_s + since_s
    const isStale = age_s > STALE_S
    const text = [`${v.unit || v.person} ${words.age(age_s)}`, isStale ? words.stale : words.left(v)].filter(Boolean).join('\n')
    return { type: 'Feature', geometry: { type: 'Point', coordinates: [v.lon, v.lat] }, properties: { id: v.task_id, register: 'command_tasks', text, isStale } }
  })

export function drawVehicles(map: MapLibre, features: Feature[], isDark: boolean): void {
  if (!map.getSource('vehicle')) {
    map.addSource('vehicle', { type: 'geojson', data: collection([]) })
    map.addLayer({ id: 'vehicle', type: 'circle', source: 'vehicle', paint: { 'circle-radius': 11, 'circle-color': ['case', ['get', 'isStale'], '#8a949e', '#1a7f4b'], 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2.5 } })
    map.addLayer({
      id: 'vehicle-name', type: 'symbol', source: 'vehicle',
      layout: { 'text-field': ['get', 'text'], 'text-font': FONTS, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 1.1], 'text-allow-overlap': true },
      paint: { 'text-color': isDark ? '#dfe8f0' : '#26323d', 'text-halo-color': isDark ? '#0c141c' : '#ffffff', 'text-halo-width': 1.6 },
    })
    map.addLayer({ id: 'vehicle-word', type: 'symbol', source: 'vehicle', layout: { 'text-field': '车', 'text-font': FONTS, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': '#ffffff' } })
  }
  map.getSource<GeoJSONSource>('vehicle')?.setData(collection(features))
}
