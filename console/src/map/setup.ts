import { Map as MapLibre, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

import './map.css'

// MapLibre's worker is a file of its own. Without its address the map draws in development and stays blank when built.
setWorkerUrl(new URL(workerUrl, location.href).href)

export function createMap(options: MapOptions): MapLibre {
  const map = new MapLibre({
    attributionControl: false, // the page draws the line itself, so that it can never be folded away
    // flat and north up; `three.ts` turns these on
    dragRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    minZoom: 7,
    maxZoom: 17,
    ...options,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  return map
}
