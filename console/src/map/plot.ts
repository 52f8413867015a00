/** What somebody plots on the map for a briefing: places, lines and areas with a word each. It stays in this browser. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { reactive } from 'vue'

import { asDistance, length_m, type Place } from './ground'
import { collection } from './layers'
import { FONTS } from './style'

export type PlotKind = 'place' | 'line' | 'area'
export interface Plotted { kind: PlotKind; points: Place[]; label: string }
export const PLOT_MEMORY = 'anlan.map.plot'
export const MOST_PLOTTED = 100
/** Outside the grades and the plume: plotted things are nobody's measurement. */
const INK = '#7a2a8f'
const LEAST: Record<PlotKind, number> = { place: 1, line: 2, area: 3 }

export const isWhole = (kind: PlotKind, points: readonly Place[]): boolean => points.length >= LEAST[kind]

export function remembered(storage: Pick<Storage, 'getItem'> = localStorage): Plotted[] {
  try {
    const kept = JSON.parse(storage.getItem(PLOT_MEMORY) ?? '[]') as Plotted[]
    return Array.isArray(kept) ? kept.filter((one) => one && one.kind in LEAST && Array.isArray(one.points) && isWhole(one.kind, one.points)) : []
  } catch {
    return []
  }
}

export function plotFeatures(plotted: readonly Plotted[], open?: Plotted): Feature[] {
  return [...plotted, ...(open?.points.length ? [open] : [])].flatMap(({ kind, points, label }) => {
    const dots = points.map((coordinates): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }))
    const ends = kind === 'place' ? dots : open?.points === points ? dots : []
    const shape: Feature[] =
      kind === 'place' || points.length < 2 ? []
      : kind === 'line' || points.length < 3 ? [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: points } }]
      : [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...points, points[0]!]] } }]
    const text = kind === 'line' && points.length > 1 ? [label, asDistance(length_m(points))].filter(Boolean).join(' ') : label
    const word: Feature[] = text ? [{ type: 'Feature', properties: { text }, geometry: { type: 'Point', coordinates: middleOf(kind, points) } }] : []
    return [...shape, ...ends, ...word]
  })
}

function middleOf(kind: PlotKind, points: readonly Place[]): Place {
  if (kind === 'line') return points[Math.floor(points.length / 2)]!
  return [0, 1].map((axis) => points.reduce((sum, p) => sum + p[axis]!, 0) / points.length) as Place
}

/** One list for the whole visit: leaving the tool does not wipe the board. */
export const board = reactive({ plotted: [] as Plotted[] })
let isRecalled = false

export function keep(): void {
  localStorage.setItem(PLOT_MEMORY, JSON.stringify(board.plotted))
}

export function drawPlot(map: MapLibre, open?: Plotted): void {
  if (!isRecalled) board.plotted = remembered()
  isRecalled = true
  if (!map.getSource('plot')) addPlot(map)
  map.getSource<GeoJSONSource>('plot')?.setData(collection(plotFeatures(board.plotted, open)))
}

function addPlot(map: MapLibre): void {
  map.addSource('plot', { type: 'geojson', data: collection([]) })
  map.addLayer({ id: 'plot-area', type: 'fill', source: 'plot', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': INK, 'fill-opacity': 0.12 } })
  map.addLayer({ id: 'plot-line', type: 'line', source: 'plot', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': INK, 'line-width': 3 } })
  map.addLayer({ id: 'plot-dot', type: 'circle', source: 'plot', filter: ['all', ['==', ['geometry-type'], 'Point'], ['!', ['has', 'text']]], paint: { 'circle-radius': 6, 'circle-color': INK, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2 } })
  map.addLayer({
    id: 'plot-word', type: 'symbol', source: 'plot', filter: ['has', 'text'],
    layout: { 'text-field': ['get', 'text'], 'text-font': FONTS, 'text-size': 15, 'text-offset': [0, 1.1], 'text-allow-overlap': true },
    paint: { 'text-color': INK, 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
  })
}
