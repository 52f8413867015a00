/** Typhoons: questions and commands. */
import { call } from './client'
import type { components } from './generated'

type Schemas = components['schemas']
export type Typhoons = Schemas['TyphoonsOut']
export type Typhoon = Schemas['TyphoonOut']
export type TyphoonPoint = Schemas['TyphoonPointOut']
export type Inside = Schemas['InsideOut']
export type TrackReport = Schemas['TrackReportOut']

export const fetchTyphoons = (signal?: AbortSignal) => call<Typhoons>('/api/map/typhoons', { signal })
export const fetchInside = (id: number, signal?: AbortSignal) => call<Inside>(`/api/typhoons/${id}/inside`, { signal })
export const removeTyphoon = (id: number) => call<void>(`/api/typhoons/${id}`, { method: 'DELETE' })
export function importTrack(file: File, source: string, isTrial: boolean): Promise<TrackReport> {
  const form = new FormData()
  form.set('file', file)
  form.set('source', source)
  return call<TrackReport>('/api/typhoons/import', { method: 'POST', form, query: { dry_run: String(isTrial) } })
}
