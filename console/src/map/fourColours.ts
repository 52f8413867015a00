/** The four-colour map 四色图 of the towns: each has the worst colour of its enterprises (就高原则). */
import type { Feature, Geometry } from 'geojson'

import type { Area, County } from '../api/map'
import type { Grade, MapEnterprise } from '../api/types'
import { GRADES } from '../grades'

export function worstOfTowns(enterprises: readonly MapEnterprise[]): Map<string, Grade> {
  const worst = new Map<string, Grade>()
  for (const { town_code, risk_level } of enterprises) {
    if (!risk_level) continue
    const known = worst.get(town_code)
    if (!known || GRADES.indexOf(risk_level) < GRADES.indexOf(known)) worst.set(town_code, risk_level)
  }
  return worst
}

/** Outlines, official where there are any, with the rank of their colour; a town without a rated enterprise is grey, never blue. */
export function fourColours(county: County, enterprises: readonly MapEnterprise[], official: readonly Area[] = []): Feature[] {
  const outlines = new Map(official.map((area) => [area.code, area.outline]))
  const outlineOf = (town: County['towns'][number]) => outlines.get(town.code) ?? town.sketch
  const worst = worstOfTowns(enterprises)
  return county.towns
    .filter(outlineOf)
    .map((town) => ({ type: 'Feature', geometry: outlineOf(town) as unknown as Geometry, properties: { name: town.name, rank: worst.has(town.code) ? GRADES.indexOf(worst.get(town.code)!) : GRADES.length } }))
}
