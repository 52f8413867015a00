/** Outlines as paths of a small drawing, without a map: for looking at boundaries before they are taken in. */
import type { Geometry, Position } from 'geojson'

const ringsOf = (shape: Geometry): Position[][] => (shape.type === 'Polygon' ? shape.coordinates : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : [])

/** Paths that fit into `width` × `height`, north up, a degree of longitude shortened as it is at this latitude. */
export function pathsOf(shapes: readonly Geometry[], width: number, height: number): string[] {
  const all = shapes.flatMap(ringsOf).flat()
  if (!all.length) return []
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of all) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min(width / Math.max((east - west) * narrow, 1e-9), height / Math.max(north - south, 1e-9))
  const point = ([lon, lat]: Position) => `${((lon - west) * narrow * scale).toFixed(1)} ${((north - lat) * scale).toFixed(1)}`
  return shapes.map((shape) => ringsOf(shape).map((ring) => `M${ring.map(point).join('L')}Z`).join(''))
}
