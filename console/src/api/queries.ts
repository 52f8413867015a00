/** Questions to the server and the names they are cached under. Events patch the same entries (`live/live.ts`). */
import { keepPreviousData, QueryClient, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue, watch, type WatchSource } from 'vue'

import type { AlarmFilter } from '../live/patch'
import { ApiError, call } from './client'
import type { components } from './generated'
import type {
  AlarmDetail,
  AlarmPage,
  Decision,
  EnterpriseDetail,
  EnterpriseRow,
  GroupRule,
  GroupRuleType,
  Id,
  Logic,
  Incident,
  IncidentDetail,
  MapData,
  Page,
  Person,
  PointKind,
  Series,
  SilencePage,
  UnknownSource,
} from './types'

export const PAGE_SIZE = 100
/** The server lists at most this many at once; more open alarms than this are paged. */
export const MOST_OPEN = 200

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnReconnect: true,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(4_000, 500 * 2 ** count),
      networkMode: 'always',
    },
  },
})

/** What was answered in one language is not shown in another: everything is asked again, what is under way as well. */
export function askAgainInEach(language: WatchSource<string>, client = queryClient): void {
  watch(language, () => void client.invalidateQueries(), { flush: 'post' }) // after `speak`
}

const STATE_OF_VIEW = { open: 'open', unacked: 'unacked', handling: 'acked', shelved: 'shelved', all: 'all' } as const

export function fetchAlarms(filter: AlarmFilter, page_size: number, signal?: AbortSignal): Promise<AlarmPage> {
  const { view, grade, enterprise, q, page } = filter
  return call('/api/alarms', { query: { state: STATE_OF_VIEW[view], grade, enterprise, q, page, page_size }, signal })
}

/** Everything open, worst first: header counts, default queue, map marks and sound all come from this one answer. */
export const OPEN_FILTER: AlarmFilter = { view: 'open' }
// Lists of hundreds and thousands of rows are `shallow`: every patch makes new rows (`live/patch.ts`), and a proxy around
// each of 13,000 enterprises took half of the main thread.
export const useOpenAlarms = () =>
  useQuery({
    shallow: true,
    queryKey: ['alarms', OPEN_FILTER],
    queryFn: ({ signal }) => fetchAlarms(OPEN_FILTER, MOST_OPEN, signal),
    refetchInterval: 60_000,
  })

export const useAlarms = (filter: MaybeRefOrGetter<AlarmFilter>) =>
  useQuery({
    shallow: true,
    queryKey: ['alarms', computed(() => toValue(filter))],
    queryFn: ({ queryKey, signal }) => {
      const asked = queryKey[1] as AlarmFilter
      const isEverything = JSON.stringify(asked) === JSON.stringify(OPEN_FILTER)
      return fetchAlarms(asked, isEverything ? MOST_OPEN : PAGE_SIZE, signal)
    },
    placeholderData: keepPreviousData,
  })

export const useAlarm = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['alarm', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<AlarmDetail>(`/api/alarms/${encodeURIComponent(toValue(id))}`, { signal }),
  })

export type EvidenceOfAlarm = components['schemas']['EvidenceOfAlarmOut']

/** Pictures of a camera's alarm; the clip's last second comes ten seconds after it, so a young alarm is asked again. */
export const useEvidence = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['evidence', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<EvidenceOfAlarm>(`/api/alarms/${encodeURIComponent(toValue(id))}/evidence`, { signal }),
    refetchInterval: (query) => (query.state.data?.scene_id && !query.state.data.items.length && query.state.dataUpdateCount < 12 ? 5_000 : false),
  })

export type IncidentFilter = { state: 'open' | 'overdue' | 'mine' | 'all'; enterprise?: string; page?: number; page_size?: number }

export const useIncidents = (filter: MaybeRefOrGetter<IncidentFilter>) =>
  useQuery({
    shallow: true,
    queryKey: ['incidents', computed(() => toValue(filter))],
    queryFn: ({ signal }) =>
      call<Page<Incident>>('/api/incidents', { query: { page_size: MOST_OPEN, ...toValue(filter) }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })

export const useIncident = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['incident', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<IncidentDetail>(`/api/incidents/${encodeURIComponent(toValue(id))}`, { signal }),
    enabled: computed(() => toValue(id) !== ''),
  })

export interface EnterpriseFilter {
  q?: string
  town?: string
  risk?: string
  page?: number
  page_size?: number
}

export const useEnterprises = (filter: MaybeRefOrGetter<EnterpriseFilter>, enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: ['enterprises', computed(() => toValue(filter))],
    queryFn: ({ signal }) => call<Page<EnterpriseRow>>('/api/enterprises', { query: { ...toValue(filter) }, signal }),
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  })

export const useEnterprise = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['enterprise', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<EnterpriseDetail>(`/api/enterprises/${encodeURIComponent(toValue(id))}`, { signal }),
    enabled: computed(() => toValue(id) !== ''),
  })

export const useMap = () =>
  useQuery({ queryKey: ['map'], queryFn: ({ signal }) => call<MapData>('/api/map', { signal }), refetchInterval: 300_000, shallow: true })

export const useLogics = () => useQuery({ queryKey: ['logics'], queryFn: ({ signal }) => call<Logic[]>('/api/suppression-logics', { signal }), refetchInterval: 10_000 })

export const useSilences = (isOpen: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: ['silences', computed(() => toValue(isOpen))],
    queryFn: ({ signal }) => call<SilencePage>('/api/silences', { query: { is_open: String(toValue(isOpen)) }, signal }),
    refetchInterval: 10_000, // who asked waits for somebody else's approval
  })

export const useDecisions = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['decisions', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<Decision[]>(`/api/alarms/${encodeURIComponent(toValue(id))}/decisions`, { signal }),
    refetchInterval: 30_000,
  })

export const usePointKinds = () =>
  useQuery({ queryKey: ['point-kinds'], queryFn: ({ signal }) => call<PointKind[]>('/api/point-kinds', { signal }), staleTime: Infinity })

export const useUnknownSources = () =>
  useQuery({
    queryKey: ['unknown-sources'],
    queryFn: ({ signal }) => call<Page<UnknownSource>>('/api/unknown-sources', { query: { page_size: 200 }, signal }),
    refetchInterval: 15_000,
  })

export const useGroupRules = (enterprise: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['group-rules', computed(() => toValue(enterprise))],
    queryFn: ({ signal }) => call<GroupRule[]>('/api/group-rules', { query: { enterprise: toValue(enterprise) }, signal }),
  })

export const useGroupRuleTypes = () =>
  useQuery({ queryKey: ['group-rule-types'], queryFn: ({ signal }) => call<GroupRuleType[]>('/api/group-rule-types', { signal }), staleTime: Infinity })

/** Everybody whom this person may name; asked for once `isWanted`. */
export const useEverybody = (isWanted: MaybeRefOrGetter<boolean> = true) =>
  useQuery({ queryKey: ['people', 'all'], queryFn: ({ signal }) => call<Person[]>('/api/people', { signal }), enabled: computed(() => toValue(isWanted)) })

export const usePeople = (enterprise: MaybeRefOrGetter<Id>) =>
  useQuery({
    queryKey: ['people', computed(() => String(toValue(enterprise)))],
    queryFn: ({ signal }) =>
      call<Person[]>('/api/people', { query: { enterprise: toValue(enterprise), can: 'dispatch_to' }, signal }),
  })

export function fetchSeries(points: number[], from_ms: number, to_ms: number, width: number, signal?: AbortSignal) {
  return call<Series>('/api/series', {
    query: { points: points.join(','), from_ms: Math.round(from_ms), to_ms: Math.round(to_ms), width: Math.round(width) },
    signal,
  })
}

export type NoticePreferences = components['schemas']['NoticePreferencesOut']
export const useNoticePreferences = () =>
  useQuery({ queryKey: ['notice-preferences'], queryFn: ({ signal }) => call<NoticePreferences>('/api/me/notice-preferences', { signal }) })

export type Reporting = components['schemas']['ReportingOut']
export type Destination = components['schemas']['DestinationOut']
export type ReportRow = components['schemas']['ReportOut']
export const useReporting = () =>
  useQuery({ queryKey: ['reporting'], queryFn: ({ signal }) => call<Reporting>('/api/reporting', { signal }), refetchInterval: 15_000 })

export type NoticeChannel = components['schemas']['ChannelOut']
export const useNoticeChannels = () =>
  useQuery({ queryKey: ['notice-channels'], queryFn: ({ signal }) => call<components['schemas']['ChannelsOut']>('/api/notice-channels', { signal }) })
