import { Map as MapLibre, setWorkerUrl, type MapOptions } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

import './map.css'

// MapLibre's worker is a file of its own. Without its address the map draws in development and stays blank when built.
setWorkerUrl(new URL(workerUrl, location.href).href)

export function createMap(options: MapOptions): MapLibre {
  return new MapLibre({
    attributionControl: false, // the page draws the line itself, so that it can never be folded away
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    minZoom: 7,
    maxZoom: 17,
    ...options,
  })
}
