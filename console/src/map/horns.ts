/** Loudspeakers as marks: green answers, red is dead, grey nobody knows of or is not in use. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import { stateOf, type Loudspeaker } from '../api/loudspeakers'
import { collection } from './layers'
import { FONTS } from './style'

export const hornFeatures = (rows: readonly Loudspeaker[]): Feature[] =>
  rows.map((horn) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [horn.lon, horn.lat] }, properties: { id: horn.id, name: horn.name, state: stateOf(horn) } }))

export function drawHorns(map: MapLibre, features: Feature[], isDark: boolean): void {
  if (!map.getSource('horn')) {
    map.addSource('horn', { type: 'geojson', data: collection([]) })
    // work orders and alarms stay on top, whatever else is shown
    const below = map.getLayer('chosen') ? 'chosen' : undefined
    map.addLayer({
      id: 'horn', type: 'circle', source: 'horn',
      paint: { 'circle-radius': 10, 'circle-color': ['match', ['get', 'state'], 'answers', '#1a7f4b', 'down', '#b3261e', '#6b7680'], 'circle-opacity': ['match', ['get', 'state'], 'off', 0.5, 1], 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2 },
    }, below)
    map.addLayer({
      id: 'horn-word', type: 'symbol', source: 'horn',
      layout: { 'text-field': '播', 'text-font': FONTS, 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': '#ffffff' },
    }, below)
    map.addLayer({
      id: 'horn-name', type: 'symbol', source: 'horn', minzoom: 12,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 12, 'text-anchor': 'bottom', 'text-offset': [0, -1] },
      paint: { 'text-color': isDark ? '#dfe8f0' : '#26323d', 'text-halo-color': isDark ? '#0c141c' : '#ffffff', 'text-halo-width': 1.6 },
    }, below)
  }
  map.getSource<GeoJSONSource>('horn')?.setData(collection(features))
}
