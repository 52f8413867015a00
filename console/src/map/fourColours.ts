/** The four-colour map 四色图 of the towns: each has the worst colour of its enterprises (就高原则). */
import type { Feature, Geometry } from 'geojson'

import type { County } from '../api/map'
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

/** Outlines with the rank of their colour; a town without a rated enterprise is grey, never blue. */
export function fourColours(county: County, enterprises: readonly MapEnterprise[]): Feature[] {
  const worst = worstOfTowns(enterprises)
  return county.towns
    .filter((town) => town.sketch)
    .map((town) => ({ type: 'Feature', geometry: town.sketch as unknown as Geometry, properties: { name: town.name, rank: worst.has(town.code) ? GRADES.indexOf(worst.get(town.code)!) : GRADES.length } }))
}
