/**
 * What the map can show, one row per layer: its switch, its legend and its layers of the style. A new register gets a
 * row here, a source in `layers.ts` and a word in `i18n/atlas.ts`; nothing else knows the list.
 */
import type { Map as MapLibre } from 'maplibre-gl'

import type { ResourceKind } from '../api/map'

export const RESOURCE_KINDS: readonly ResourceKind[] = ['team', 'supply', 'shelter', 'hospital', 'water']

/** Registers whose open records are marks, by the layer they are shown in. */
export const RECORD_LAYERS = { hazard: 'hazards', tip: 'tips', permit: 'work_permits', command: 'commands' } as const
export type RecordKind = keyof typeof RECORD_LAYERS
export const RECORD_KINDS = Object.keys(RECORD_LAYERS) as RecordKind[]

export type LayerKey = 'alarm' | 'incident' | 'enterprise' | 'camera' | 'sensor' | ResourceKind | RecordKind | 'vehicle' | 'building' | 'typhoon' | 'horn' | 'risk' | 'grid' | 'town' | 'heat'

export interface LayerEntry {
  key: LayerKey
  /** Layers of the style that the switch turns on and off. */
  layers: readonly string[]
  isOnAtFirst: boolean
}

export const CATALOG: readonly LayerEntry[] = [
  { key: 'alarm', layers: ['mark', 'mark-cluster'], isOnAtFirst: true },
  { key: 'incident', layers: ['incident'], isOnAtFirst: true },
  { key: 'enterprise', layers: ['enterprise', 'enterprise-cluster', 'enterprise-count', 'enterprise-name'], isOnAtFirst: true },
  { key: 'camera', layers: ['camera'], isOnAtFirst: false },
  { key: 'sensor', layers: ['sensor'], isOnAtFirst: false },
  ...RESOURCE_KINDS.map((key) => ({ key, layers: [`resource-${key}`], isOnAtFirst: key === 'team' })),
  ...RECORD_KINDS.map((key) => ({ key, layers: [`record-${key}`], isOnAtFirst: false })),
  // drawn by `vehicles.ts`, which comes once the map stands
  { key: 'vehicle', layers: [], isOnAtFirst: true },
  // drawn by `buildings.ts`, which comes with the first look from near
  { key: 'building', layers: [], isOnAtFirst: true },
  // drawn by `typhoons.ts`, which comes when it is switched on
  { key: 'typhoon', layers: [], isOnAtFirst: false },
  // drawn by `horns.ts`, likewise
  { key: 'horn', layers: [], isOnAtFirst: false },
  { key: 'risk', layers: ['risk'], isOnAtFirst: false },
  { key: 'grid', layers: ['grid-line', 'grid-name'], isOnAtFirst: false },
  { key: 'town', layers: ['town-sketch', 'town-name'], isOnAtFirst: true },
  { key: 'heat', layers: ['heat'], isOnAtFirst: false },
]

export type Shown = Record<LayerKey, boolean>
const MEMORY = 'anlan.map.layers'

/** What this browser chose last time; layers that did not exist then are as at first. */
export function rememberedLayers(storage: Pick<Storage, 'getItem'> = localStorage): Shown {
  const atFirst = Object.fromEntries(CATALOG.map((l) => [l.key, l.isOnAtFirst])) as Shown
  try {
    const saved = JSON.parse(storage.getItem(MEMORY) ?? '{}') as Record<string, unknown>
    for (const { key } of CATALOG) if (typeof saved[key] === 'boolean') atFirst[key] = saved[key]
  } catch {
    // a broken memory is no memory
  }
  return atFirst
}
export function rememberLayers(shown: Shown, storage: Pick<Storage, 'setItem'> = localStorage): void {
  storage.setItem(MEMORY, JSON.stringify(shown))
}

/** Layers that only know the present: a replay hides them rather than show now as then. */
export const PRESENT_ONLY: ReadonlySet<LayerKey> = new Set<LayerKey>(['camera', 'sensor', ...RESOURCE_KINDS, ...RECORD_KINDS, 'vehicle', 'typhoon', 'horn'])

export function showLayers(map: MapLibre, shown: Shown, isReplay = false): void {
  for (const { key, layers } of CATALOG) {
    const isOn = shown[key] && !(isReplay && PRESENT_ONLY.has(key))
    for (const id of layers) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', isOn ? 'visible' : 'none')
  }
}
