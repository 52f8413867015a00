/** The plume estimate as features: purple, which no grade uses; darker is worse, dashed is the careful edge. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import type { Plume } from '../api/map'
import { collection } from './layers'

const OPACITY: Record<string, number> = { yellow: 0.1, orange: 0.16, red: 0.24 }
const polygon = (ring: readonly (readonly number[])[], properties: Feature['properties']): Feature => ({
  type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring.map((p) => [...p])] },
})

export function plumeFeatures(plume: Plume): Feature[] {
  const zones = plume.zones.flatMap((z) => [
    polygon(z.wedge, { opacity: (OPACITY[z.level] ?? 0.1) / 2, dashed: true }),
    ...(z.plume.length ? [polygon(z.plume, { opacity: OPACITY[z.level] ?? 0.1, dashed: false })] : []),
  ])
  return [polygon(plume.protect, { opacity: 0.03, dashed: true }), ...zones, polygon(plume.isolate, { opacity: 0.3, dashed: false })]
}

export function setPlume(map: MapLibre, plume: Plume | null): void {
  map.getSource<GeoJSONSource>('plume')?.setData(collection(plume ? plumeFeatures(plume) : []))
}

/** A first guess of Pasquill's class from hour and wind, on the careful side: nobody knows the sun from a screen. */
export function guessStability(wind_m_s: number, isDay: boolean): 'C' | 'D' | 'F' {
  if (wind_m_s >= 3) return 'D'
  return isDay ? 'C' : 'F'
}
