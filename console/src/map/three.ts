/** The map in three dimensions: what may turn and tilt it, and the relief. Off, nothing of this is there. */
import type { Map as MapLibre } from 'maplibre-gl'

import { baseMap } from './base'

export const PITCH_DEG = 55
const MOST_PITCH_DEG = 65
export const TURN_DEG = 30
export const TILT_DEG = 10

export function enter(map: MapLibre, duration: number): void {
  map.setMaxPitch(MOST_PITCH_DEG)
  map.dragRotate.enable()
  map.touchPitch.enable()
  map.touchZoomRotate.enableRotation()
  map.keyboard.enableRotation()
  map.easeTo({ pitch: PITCH_DEG, duration })
}

export function leave(map: MapLibre, duration: number): void {
  setRelief(map, false)
  map.dragRotate.disable()
  map.touchPitch.disable()
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.easeTo({ pitch: 0, bearing: 0, duration })
}

/** Adds elevation where the server offers it; answers its source line, or null where the county is flat. */
export async function prepareRelief(map: MapLibre): Promise<string | null> {
  const { terrain } = await baseMap()
  if (!terrain) return null
  if (!map.getSource('relief')) {
    const source = { type: 'raster-dem' as const, tiles: [`${location.origin}${terrain.url}`], tileSize: 256, encoding: terrain.encoding, maxzoom: terrain.deepest }
    map.addSource('relief', source)
    // of its own: MapLibre shades worse from the source that bends the ground
    map.addSource('shade', source)
    map.addLayer({ id: 'shade', type: 'hillshade', source: 'shade', layout: { visibility: 'none' }, paint: { 'hillshade-exaggeration': 0.35 } }, 'town-sketch')
  }
  return terrain.credit
}
export function setRelief(map: MapLibre, isOn: boolean): void {
  if (!map.getSource('relief')) return
  map.setTerrain(isOn ? { source: 'relief', exaggeration: 1 } : null)
  map.setLayoutProperty('shade', 'visibility', isOn ? 'visible' : 'none')
}
