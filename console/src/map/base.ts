/** A base map by setting, over the bundled one: pictures through our server, or the county's own PMTiles file. */
import { addProtocol, type LayerSpecification, type Map as MapLibre } from 'maplibre-gl'

import { call } from '../api/client'
import type { components } from '../api/generated'

export type BaseMap = components['schemas']['BaseMapOut']
/** Foreign pictures lie above land and water of ours, below every line and name that we answer for. */
const ABOVE = 'town-sketch'
const absolute = (path: string) => `${location.origin}${path}`

let asked: Promise<BaseMap> | undefined
/** Asked once per page: the setting changes with a restart of the server. */
export const baseMap = (): Promise<BaseMap> => (asked ??= call<BaseMap>('/api/map/base').catch((error) => {
  asked = undefined
  throw error
}))

function put(map: MapLibre, layer: LayerSpecification): void {
  if (!map.getLayer(layer.id)) map.addLayer(layer, map.getLayer(ABOVE) ? ABOVE : undefined)
}

function addPictures(map: MapLibre, urls: readonly string[], isDark: boolean): void {
  urls.forEach((url, at) => {
    const id = `base-${at}`
    if (!map.getSource(id)) map.addSource(id, { type: 'raster', tiles: [absolute(url)], tileSize: 256, minzoom: 1, maxzoom: 18 })
    // a bright map under a dark console blinds at night
    put(map, { id, type: 'raster', source: id, paint: isDark ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : {} })
  })
}

/** The library comes only where such a file is set. Vector files are drawn plainly: areas and lines, whatever their layers are called. */
async function addFile(map: MapLibre, url: string, isDark: boolean): Promise<void> {
  const { PMTiles, Protocol, TileType } = await import('pmtiles')
  const file = new PMTiles(absolute(url))
  const protocol = new Protocol()
  protocol.add(file)
  addProtocol('pmtiles', protocol.tile)
  const [header, about] = await Promise.all([file.getHeader(), file.getMetadata() as Promise<{ vector_layers?: { id: string }[] }>])
  const isVector = header.tileType === TileType.Mvt
  if (!map.getSource('base-file')) map.addSource('base-file', { type: isVector ? 'vector' : 'raster', url: `pmtiles://${absolute(url)}`, ...(isVector ? {} : { tileSize: 256 }) })
  if (!isVector) return put(map, { id: 'base-file', type: 'raster', source: 'base-file' })
  const ink = isDark ? '#3d5164' : '#b9c2cb'
  for (const { id } of about.vector_layers ?? []) {
    put(map, { id: `base-area-${id}`, type: 'fill', source: 'base-file', 'source-layer': id, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': /water/.test(id) ? (isDark ? '#0a2233' : '#d3e4ef') : ink, 'fill-opacity': /water/.test(id) ? 0.9 : 0.25 } })
    put(map, { id: `base-line-${id}`, type: 'line', source: 'base-file', 'source-layer': id, filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': ink, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.5, 15, 2.5] } })
  }
}

/** Puts the map that is set, if any; returns its source line, which must always be seen, and what an administrator should know. */
export async function addBase(map: MapLibre, isDark: boolean): Promise<{ credit: string; trouble: string }> {
  const base = await baseMap()
  if (base.kind === 'pictures') addPictures(map, base.urls, isDark)
  else if (base.kind === 'file') await addFile(map, base.urls[0], isDark)
  return { credit: base.credit, trouble: base.trouble ?? '' }
}
