/** Questions of the map, the search box, the wall and the health page. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import type { components } from './generated'
import type { Alarm, EnterpriseRef, Grade, Id, IncidentState, Page } from './types'

type Schemas = components['schemas']
export type Resource = Schemas['ResourceOut']
export type ResourceKind = Resource['kind']
export type Around = Schemas['AroundOut']
export type Plume = Schemas['PlumeOut']
export type PlumeAsk = Schemas['PlumeIn']
export type Hits = Schemas['HitsOut']
export type Hit = Schemas['HitOut']
export type RecordMarks = Schemas['RecordMarksOut']
export type RecordMark = Schemas['RecordMarkOut']
export type PackLayer = Schemas['PackLayerOut']
export type County = Schemas['CountyOut']
export type Health = Schemas['HealthOut']

/** A work order as it stood at a past instant. */
export interface PastIncident {
  id: Id
  no: string
  title: string
  grade: Grade
  state: IncidentState
  enterprise: EnterpriseRef | null
  opened_at: string
}
export interface CountyAt {
  at: string
  /** Those that were other then than they are now. */
  enterprises: Schemas['EnterpriseThenOut'][]
  alarms: Alarm[]
  incidents: PastIncident[]
  is_truncated: boolean
}

export const RESOURCE_ORDER: readonly ResourceKind[] = ['team', 'hospital', 'supply', 'shelter', 'water']
const MOST_RESOURCES = 1_000
const PAGE = 200

/** All resources, page by page: a county has some hundreds. */
async function fetchResources(signal?: AbortSignal): Promise<Resource[]> {
  const found: Resource[] = []
  for (let page = 1; found.length < MOST_RESOURCES; page += 1) {
    const answer = await call<Page<Resource>>('/api/resources', { query: { page, page_size: PAGE }, signal })
    found.push(...answer.items)
    if (found.length >= answer.total || !answer.items.length) break
  }
  return found
}
export const useResources = () =>
  useQuery({ queryKey: ['resources'], queryFn: ({ signal }) => fetchResources(signal), staleTime: 300_000 })

/** Open records with a place, asked for when one of their layers is on. */
export const useRecordMarks = (isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({ queryKey: ['map-records'], queryFn: ({ signal }) => call<RecordMarks[]>('/api/map/records', { signal }), enabled: computed(() => toValue(isWanted)), staleTime: 60_000, refetchInterval: 120_000 })

/** Layers of the loaded domain packs; most counties load none, and what a layer shows changes with its alarms. */
export const usePackMarks = (isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({ queryKey: ['map-packs'], queryFn: ({ signal }) => call<PackLayer[]>('/api/map/packs', { signal }), enabled: computed(() => toValue(isWanted)), staleTime: 60_000, refetchInterval: 120_000 })

export type Area = Schemas['AreaOut']
/** Official outlines; none where nobody imported them. */
export const useAreas = (level: 'town' | 'grid', isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({ queryKey: ['areas', level], queryFn: ({ signal }) => call<Area[]>('/api/areas', { query: { level }, signal }), enabled: computed(() => toValue(isWanted)), staleTime: 600_000 })

/** Towns with their outlines, asked for when the four-colour map is on. */
export const useCounty = (isWanted: MaybeRefOrGetter<boolean>) =>
  useQuery({ queryKey: ['county'], queryFn: ({ signal }) => call<County>('/api/county', { signal }), enabled: computed(() => toValue(isWanted)), staleTime: Infinity })

export const fetchAround = (lon: number, lat: number, radius_m: number) =>
  call<Around>('/api/map/around', { query: { lon, lat, radius_m: Math.round(radius_m) } })

export type Wind = Schemas['WindOut']
/** The wind of now at a place, or why a person must set it. */
export const fetchWind = ([lon, lat]: readonly [number, number]) => call<Wind>('/api/map/wind', { query: { lon, lat } })

export const fetchPlume = (asked: PlumeAsk) => call<Plume>('/api/map/plume', { query: { ...asked, is_day: String(asked.is_day) } })

/** The map as of a past minute; null is now, which nobody asks for here. */
export const useCountyAt = (at_ms: MaybeRefOrGetter<number | null>) =>
  useQuery({
    queryKey: ['county-at', computed(() => toValue(at_ms))],
    queryFn: ({ signal }) => call<CountyAt>('/api/map/at', { query: { at: new Date(toValue(at_ms)!).toISOString() }, signal }),
    enabled: computed(() => toValue(at_ms) !== null),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })

export const useSearch = (text: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['search', computed(() => toValue(text))],
    queryFn: ({ signal }) => call<Hits[]>('/api/search', { query: { q: toValue(text).slice(0, 64) }, signal }),
    enabled: computed(() => toValue(text).length > 0),
    placeholderData: keepPreviousData,
  })

export const useHealth = () =>
  useQuery({ queryKey: ['health'], queryFn: ({ signal }) => call<Health>('/api/health', { signal }), refetchInterval: 5_000 })

export interface Overview {
  alarms: Record<Grade | 'unacked', number>
  incidents: { open: number; overdue: number; to_accept: number; to_verify: number; closed_24h: number }
  gateways: { total: number; online: number }
  enterprises: number
  points: number
  as_of: string
}
export const useOverview = (of: MaybeRefOrGetter<{ town?: string; field?: string }> = {}) =>
  useQuery({ queryKey: ['overview', computed(() => toValue(of))], queryFn: ({ signal }) => call<Overview>('/api/overview', { query: { ...toValue(of) }, signal }), refetchInterval: 15_000 })
