/** Measuring and circles: what a person draws on the map with the pointer. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'

import { circle, distance_m, length_m, type Place } from './ground'
import { collection } from './layers'

/** These draw for themselves, see `plot.ts`, `buildings.ts`, `route.ts`; here they only keep clicks from opening what lies under them. */
export type Tool = 'measure' | 'circle' | 'plume' | 'plot' | 'building' | 'route'

const OWN_PENCIL: ReadonlySet<Tool | null> = new Set<Tool>(['plot', 'building', 'route'])

export interface Drawn {
  points: Place[]
  /** The pointer, while something is being drawn. */
  hover: Place | null
  /** A line that was ended: the pointer is free again, and the next click begins another. */
  isEnded?: boolean
}
export interface DrawingEvents {
  /** After every change, with the length of the line or the radius in metres. */
  onChange: (size_m: number) => void
  onCircle: (middle: Place, radius_m: number) => void
  onSource: (place: Place) => void
}

const line = (coordinates: Place[]): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
const dot = (coordinates: Place): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } })
const ring = (coordinates: Place[]): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [coordinates] } })

export function featuresOf(tool: Tool | null, { points, hover }: Drawn): Feature[] {
  if (!tool || OWN_PENCIL.has(tool) || !points.length) return []
  const all = hover ? [...points, hover] : points
  if (tool === 'plume') return [dot(points[0])]
  if (tool === 'measure') return [...(all.length > 1 ? [line(all)] : []), ...points.map(dot)]
  const radius_m = all[1] ? distance_m(all[0], all[1]) : 0
  return [...(radius_m > 1 ? [ring(circle(all[0], radius_m))] : []), dot(all[0])]
}

/** One drawing at a time; `start(null)` puts the pencil away. */
export function createDrawing(map: MapLibre, events: DrawingEvents) {
  let tool: Tool | null = null
  let drawn: Drawn = { points: [], hover: null }

  function draw() {
    map.getSource<GeoJSONSource>('drawing')?.setData(collection(featuresOf(tool, drawn)))
    const all = drawn.hover ? [...drawn.points, drawn.hover] : drawn.points
    events.onChange(tool === 'circle' ? (all[1] ? distance_m(all[0], all[1]) : 0) : length_m(all))
  }
  function onClick(event: MapMouseEvent) {
    if (!tool || OWN_PENCIL.has(tool)) return
    const place: Place = [event.lngLat.lng, event.lngLat.lat]
    if (tool === 'plume') {
      drawn = { points: [place], hover: null }
      events.onSource(place)
    } else if (tool === 'circle') {
      const isNew = drawn.points.length !== 1
      drawn = { points: isNew ? [place] : [drawn.points[0], place], hover: null }
      if (!isNew) events.onCircle(drawn.points[0], distance_m(drawn.points[0], place))
    } else drawn = { points: drawn.isEnded ? [place] : [...drawn.points, place], hover: null }
    draw()
  }
  function onMove(event: MapMouseEvent) {
    const isDrawing = tool === 'measure' ? drawn.points.length > 0 && !drawn.isEnded : tool === 'circle' && drawn.points.length === 1
    if (!isDrawing) return
    drawn = { ...drawn, hover: [event.lngLat.lng, event.lngLat.lat] }
    draw()
  }
  map.on('click', onClick)
  map.on('mousemove', onMove)
  return {
    start(next: Tool | null) {
      tool = next
      drawn = { points: [], hover: null }
      map.getCanvas().style.cursor = next ? 'crosshair' : ''
      if (next) map.doubleClickZoom.disable()
      else map.doubleClickZoom.enable()
      draw()
    },
    /** Put a finished circle or source there, e.g. from an alarm. */
    put(next: Tool, points: Place[]) {
      tool = next
      drawn = { points, hover: null }
      draw()
    },
    /** The line ends where it is. */
    finish() {
      drawn = { ...drawn, hover: null, isEnded: true }
      draw()
    },
    redraw: draw,
    isOn: () => tool !== null,
    /** Whether something is still being drawn that could be ended. */
    isDrawing: () => drawn.points.length > 0 && !drawn.isEnded,
  }
}
export type Drawing = ReturnType<typeof createDrawing>
