/** What is learnt at closing: questions and commands. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import { queryClient } from './queries'
import type { Id, PersonRef } from './types'

export interface ClosingClass { code: string; kind: 'cause' | 'measure'; name: string; name_en: string; source: string }
export interface Learning {
  classification: { cause: ClosingClass; measures: ClosingClass[]; note: string; at: string; by: PersonRef | null } | null
  useful: number
  useless: number
  mine: boolean | null
  reports: { no: string; edition: number; content_sha256: string; issued_at: string }[]
}
export interface Counted { code: string; name: string; name_en: string; count: number }
export interface Statistics {
  days: number
  as_of: string
  opened: number
  closed: number
  false_alarm: number
  unclassified: number
  useful: number
  useless: number
  causes: Counted[]
  measures: Counted[]
  least_useful: { title: string; useful: number; useless: number }[]
}
export interface Repeat {
  by: 'point' | 'cause'
  enterprise_id: number
  enterprise: string
  code: string
  what: string
  count: number
  false_alarms: number
  first_at: string
  last_at: string
  incidents: { id: Id; no: string; opened_at: string }[]
}
export interface Repeats { times: number; days: number; items: Repeat[] }

export const useClosingClasses = () => useQuery({ queryKey: ['closing-classes'], queryFn: ({ signal }) => call<ClosingClass[]>('/api/closing-classes', { signal }), staleTime: 600_000 })

export const useLearning = (id: MaybeRefOrGetter<Id>) =>
  useQuery({ queryKey: ['learning', computed(() => String(toValue(id)))], queryFn: ({ signal }) => call<Learning>(`/api/incidents/${toValue(id)}/learning`, { signal }) })

export const useStatistics = (days: MaybeRefOrGetter<number>) =>
  useQuery({ queryKey: ['learning', 'statistics', computed(() => toValue(days))], queryFn: ({ signal }) => call<Statistics>('/api/learning/statistics', { query: { days: toValue(days) }, signal }) })

export const useRepeats = (days: MaybeRefOrGetter<number | undefined>, times: MaybeRefOrGetter<number | undefined>) =>
  useQuery({
    queryKey: ['learning', 'repeats', computed(() => [toValue(days), toValue(times)])],
    queryFn: ({ signal }) => call<Repeats>('/api/learning/repeat-offenders', { query: { days: toValue(days), times: toValue(times) }, signal }),
  })

const settle = (id: Id) => Promise.all([['learning'], ['incident', String(id)]].map((queryKey) => queryClient.invalidateQueries({ queryKey })))

export async function classify(id: Id, body: { cause: string; measures: string[]; note: string }): Promise<void> {
  await call(`/api/incidents/${id}/classification`, { method: 'PUT', body })
  await settle(id)
}
export async function tellUsefulness(id: Id, is_useful: boolean): Promise<void> {
  await call(`/api/incidents/${id}/usefulness`, { method: 'POST', body: { is_useful } })
  await settle(id)
}
/** Issue the report, or find the edition that says the same; resolves with its address. */
export async function issueReport(id: Id): Promise<string> {
  const { url } = await call<{ url: string }>(`/api/incidents/${id}/reports`, { method: 'POST' })
  await settle(id)
  return url
}
