/** Roads, routes and the vehicles on them: questions and commands. */
import { call } from './client'
import type { components } from './generated'

type Schemas = components['schemas']
export type Route = Schemas['RouteOut']
export type Routes = Schemas['RoutesOut']
export type RoutesIn = Schemas['RoutesIn']
export type Roads = Schemas['RoadsOut']
export type RoadReport = Schemas['RoadReportOut']
export type Speed = Schemas['SpeedOut']

export const fetchRoutes = (body: RoutesIn, signal?: AbortSignal) => call<Routes>('/api/map/routes', { method: 'POST', body, signal })
export const fetchRoads = (signal?: AbortSignal) => call<Roads>('/api/roads', { signal })
export const retireRoads = () => call<void>('/api/roads', { method: 'DELETE' })
export const saveSpeeds = (speeds: readonly { kind: string; km_h: number; source: string }[]) => call<Roads>('/api/roads/speeds', { method: 'PUT', body: { speeds } })
export function importRoads(file: File, { system, licence, credit }: { system: string; licence: string; credit: string }, isTrial: boolean): Promise<RoadReport> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ system, licence, credit })) form.set(name, value)
  form.set('file', file)
  return call<RoadReport>('/api/roads/import', { method: 'POST', form, query: { dry_run: String(isTrial) } })
}

export type Vehicle = Schemas['VehicleOut']
export type MyTasks = Schemas['MyTasksOut']
export const fetchVehicles = (signal?: AbortSignal) => call<Vehicle[]>('/api/map/vehicles', { signal })
export const fetchMyTasks = (signal?: AbortSignal) => call<MyTasks>('/api/command-tasks/mine', { signal })
export const startSharing = (task: number) => call<void>(`/api/command-tasks/${task}/sharing`, { method: 'POST' })
export const endSharing = (task: number) => call<void>(`/api/command-tasks/${task}/sharing`, { method: 'DELETE' })
export const tellPosition = (task: number, place: Schemas['PositionIn']) => call<void>(`/api/command-tasks/${task}/positions`, { method: 'POST', body: place })
