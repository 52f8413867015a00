/** Buildings: questions and commands. */
import { call } from './client'
import type { components } from './generated'

type Schemas = components['schemas']
export type Building = Schemas['BuildingOut']
export type BuildingIn = Schemas['BuildingIn']
export type BuildingReport = Schemas['BuildingReportOut']
export type Box = readonly [west: number, south: number, east: number, north: number]

export const fetchBuildings = ([west, south, east, north]: Box, signal?: AbortSignal) => call<Schemas['BuildingsOut']>('/api/map/buildings', { query: { west, south, east, north }, signal })

const ofSite = (site: string) => `/api/enterprises/${encodeURIComponent(site)}/buildings`
export const fetchSiteBuildings = (site: string, signal?: AbortSignal) => call<Building[]>(ofSite(site), { signal })
export const addBuilding = (site: string, body: BuildingIn) => call<Building>(ofSite(site), { method: 'POST', body })
export const changeBuilding = ({ id, version }: Pick<Building, 'id' | 'version'>, body: BuildingIn) => call<Building>(`/api/buildings/${id}`, { method: 'PUT', body: { ...body, version } })
export const removeBuilding = (id: number) => call<void>(`/api/buildings/${id}`, { method: 'DELETE' })
export function importBuildings(site: string, file: File, system: string, isTrial: boolean): Promise<BuildingReport> {
  const form = new FormData()
  form.set('file', file)
  form.set('system', system)
  return call<BuildingReport>(`${ofSite(site)}/import`, { method: 'POST', form, query: { dry_run: String(isTrial) } })
}
