/** Ties the event stream to what the pages show: link state, live values, and the query cache. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowReactive, shallowRef } from 'vue'

import { reportSignedOut, withQuery } from '../api/client'
import { queryClient, type IncidentFilter } from '../api/queries'
import type { Alarm, AlarmDetail, AlarmPage, Incident, IncidentDetail, Latest, LiveValue, Page } from '../api/types'
import { useClock } from '../stores/clock'
import { useSession } from '../stores/session'
import { atMostEvery } from './coalesce'
import { isIncidentOpen, patchAlarmPage, patchIncidentPage, type AlarmFilter } from './patch'
import { openStream, type Link, type Stream } from './stream'
import type { SseEvent } from './sse'

const REFETCH_GAP_MS = 2_000
const POINTS_LEAD_MS = 150

interface HealthEvent {
  is_well: boolean
  problems: string[]
  newest_ts_ms: number
  at_ms: number
}

export const useLive = defineStore('live', () => {
  const clock = useClock()
  const session = useSession()
  const link = ref<Link>('connecting')
  /** Local instant at which anything last arrived. */
  const heardAt_ms = ref(0)
  const health = reactive({ is_well: true, problems: [] as string[] })
  /** Newest reading of every point that a page follows; entries are replaced, never changed in place. */
  const latest = shallowReactive(new Map<number, Latest>())
  const lastRaised = shallowRef<Alarm | null>(null)

  const dirty = new Set<string>()
  const refetchDirty = atMostEvery(REFETCH_GAP_MS, () => {
    const keys = [...dirty]
    dirty.clear()
    for (const key of keys) void queryClient.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] })
  }, 250)
  function askAgain(...queryKey: unknown[]) {
    dirty.add(JSON.stringify(queryKey))
    refetchDirty()
  }

  /** Everything on screen is fetched again: something may have happened that was not seen. */
  function resync() {
    void queryClient.invalidateQueries()
  }

  function onAlarm(alarm: Alarm) {
    for (const [key, old] of queryClient.getQueriesData<AlarmPage>({ queryKey: ['alarms'] })) {
      if (!old) continue
      const { next, isExact } = patchAlarmPage(old, alarm, key[1] as AlarmFilter)
      queryClient.setQueryData(key, next)
      if (!isExact) askAgain(...key)
    }
    const detailKey = ['alarm', String(alarm.id)]
    if (queryClient.getQueryData(detailKey)) {
      queryClient.setQueryData<AlarmDetail>(detailKey, (old) => old && { ...old, ...alarm })
      askAgain(...detailKey) // the event has no timeline
    }
    if (alarm.is_active && alarm.state === 'unacked') lastRaised.value = alarm
    askAgain('phone')
    const enterprise = String(alarm.enterprise?.id)
    if (queryClient.getQueryData(['enterprise', enterprise])) askAgain('enterprise', enterprise)
  }

  function keeps(filter: IncidentFilter): (incident: Incident) => boolean {
    return (incident) => {
      if (filter.enterprise && String(incident.enterprise?.id) !== filter.enterprise) return false
      if (filter.state === 'all') return true
      if (filter.state === 'mine') return String(incident.assignee?.id) === String(session.me?.id) && isIncidentOpen(incident)
      return isIncidentOpen(incident) && (filter.state === 'open' || incident.is_overdue)
    }
  }

  function onIncident(incident: Incident) {
    for (const [key, old] of queryClient.getQueriesData<Page<Incident>>({ queryKey: ['incidents'] })) {
      if (!old) continue
      const { next, isExact } = patchIncidentPage(old, incident, keeps(key[1] as IncidentFilter))
      queryClient.setQueryData(key, next)
      if (!isExact) askAgain(...key)
    }
    const detailKey = ['incident', String(incident.id)]
    if (queryClient.getQueryData(detailKey)) {
      queryClient.setQueryData<IncidentDetail>(detailKey, (old) => old && { ...old, ...incident })
      askAgain(...detailKey)
    }
    askAgain('phone')
    for (const alarm of incident.alarms ?? []) {
      if (queryClient.getQueryData(['alarm', String(alarm.id)])) askAgain('alarm', String(alarm.id))
    }
  }

  const valueListeners = new Set<(values: LiveValue[]) => void>()
  function onValues(values: LiveValue[]) {
    for (const { point, ts_ms, value, quality } of values) latest.set(point, { ts_ms, value, quality })
    for (const tell of valueListeners) tell(values)
  }

  function onHealth(event: HealthEvent) {
    clock.agree(event.at_ms)
    health.is_well = event.is_well
    health.problems = event.problems
  }

  const HANDLERS: Record<string, (data: never) => void> = {
    hello: (data: { as_of: string }) => clock.agree(Date.parse(data.as_of)),
    alarm: onAlarm,
    incident: onIncident,
    gateway: () => askAgain('enterprise'),
    values: onValues,
    health: onHealth,
    resync,
  }

  function onEvent(event: SseEvent) {
    HANDLERS[event.name]?.(JSON.parse(event.data) as never)
  }

  // --- which points this page follows ------------------------------------------------------------

  const followed = new Map<symbol, readonly number[]>()
  let stream: Stream | null = null
  const pointList = () => [...new Set([...followed.values()].flat())].sort((a, b) => a - b).join(',')
  let openedWith = ''
  const reopen = atMostEvery(POINTS_LEAD_MS, () => {
    if (pointList() !== openedWith) stream?.reopen()
  }, POINTS_LEAD_MS)

  /** Ask for live values of `points` until the returned function is called. */
  function follow(points: readonly number[], onNew?: (values: LiveValue[]) => void): () => void {
    const key = Symbol('follow')
    followed.set(key, points)
    if (onNew) valueListeners.add(onNew)
    reopen()
    return () => {
      followed.delete(key)
      if (onNew) valueListeners.delete(onNew)
      reopen()
    }
  }

  function start() {
    if (stream) return
    stream = openStream({
      url: () => {
        openedWith = pointList()
        return withQuery('/events', { points: openedWith })
      },
      onEvent,
      onLink: (now) => (link.value = now),
      onHeard: () => (heardAt_ms.value = Date.now()),
      onBack: resync,
      onSignedOut: () => {
        stop()
        reportSignedOut()
      },
    })
    addEventListener('online', retryNow)
  }

  function stop() {
    stream?.close()
    stream = null
    removeEventListener('online', retryNow)
    latest.clear()
    link.value = 'connecting'
  }

  const retryNow = () => stream?.reopen()
  /** How long nothing has arrived, in ms; 0 before the first connection. */
  const silence_ms = computed(() =>
    heardAt_ms.value ? Math.max(0, clock.now_ms - clock.offset_ms - heardAt_ms.value) : 0,
  )

  return { link, heardAt_ms, silence_ms, health, latest, lastRaised, follow, start, stop, onEvent, resync }
})
