/** Layers that domain packs declare: known only when the platform says which packs are loaded. */
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { computed, ref, watch, type Ref } from 'vue'

import { usePackMarks, type PackLayer } from '../api/map'
import { drawPlate } from './icons'
import { FONTS } from './style'

const MEMORY = 'anlan.map.packs'
const OLIVE = '#5c5a1f'
/** Layers of one place stand below each other, to the right of it. */
const ROW_PX = 24

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features })

export function rememberedPacks(storage: Pick<Storage, 'getItem'> = localStorage): Set<string> {
  try {
    const saved: unknown = JSON.parse(storage.getItem(MEMORY) ?? '[]')
    return new Set(Array.isArray(saved) ? saved.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

/** The letter on its plate: the first of its name. */
export const letterOf = (layer: Pick<PackLayer, 'label'>) => [...layer.label][0] ?? '?'

/** One mark per place and layer, each with its row among the layers that are on. */
export function packFeatures(layers: readonly PackLayer[]): GeoJSON.Feature[] {
  return layers.flatMap((layer, row) =>
    layer.items.map((m) => ({
      type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [m.lon, m.lat] },
      properties: { id: m.id, image: `plate-pack-${letterOf(layer)}`, n: m.points > 1 ? String(m.points) : '', row: Math.min(row, 5) },
    })),
  )
}

export function addPackLayer(map: MapLibre, words: Record<string, unknown>): void {
  const rows = [0, 1, 2, 3, 4].flatMap((row) => [row, ['literal', [30, ROW_PX * row - 32]]])
  map.addSource('pack', { type: 'geojson', data: collection([]) })
  map.addLayer({
    id: 'pack', type: 'symbol', source: 'pack',
    layout: {
      'icon-image': ['get', 'image'], 'icon-size': 0.85, 'icon-allow-overlap': true, 'icon-offset': ['match', ['get', 'row'], ...rows, ['literal', [30, ROW_PX * 5 - 32]]] as never,
      'text-field': ['get', 'n'], 'text-font': FONTS, 'text-size': 11, 'text-offset': [4.1, -2], 'text-optional': true,
    },
    paint: words,
  })
}

export function setPacks(map: MapLibre, layers: readonly PackLayer[]): void {
  for (const name of new Set(layers.map(letterOf))) if (!map.hasImage(`plate-pack-${name}`)) map.addImage(`plate-pack-${name}`, drawPlate(name, OLIVE), { pixelRatio: 2 })
  map.getSource<GeoJSONSource>('pack')?.setData(collection(packFeatures(layers)))
}

/** What the panel offers and what the map draws; a replay draws none, because these only know the present. */
export function usePackLayers(put: (act: (map: MapLibre) => void) => void, isReplay: Ref<boolean>) {
  const query = usePackMarks(true)
  const shown = ref(rememberedPacks())
  const layers = computed(() => query.data.value ?? [])
  const draw = () => put((map) => setPacks(map, isReplay.value ? [] : layers.value.filter((l) => shown.value.has(l.key))))
  function turn(key: string, isOn: boolean) {
    const next = new Set(shown.value)
    if (isOn) next.add(key)
    else next.delete(key)
    shown.value = next
    localStorage.setItem(MEMORY, JSON.stringify([...next]))
  }
  watch([layers, shown, isReplay], draw)
  return { layers, shown, turn, draw }
}
