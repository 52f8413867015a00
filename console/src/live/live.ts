/** Ties the event stream to what the pages show: link state, live values, and the query cache. */
import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowReactive, shallowRef } from 'vue'

import { reportSignedOut, withQuery } from '../api/client'
import { queryClient, type IncidentFilter } from '../api/queries'
import type { Alarm, AlarmDetail, AlarmPage, Incident, IncidentDetail, Latest, LiveValue, Page } from '../api/types'
import { rankOf } from '../grades'
import { useClock } from '../stores/clock'
import { useSession } from '../stores/session'
import { atMostEvery } from './coalesce'
import { isBehind, isIncidentOpen, patchAlarmPage, patchIncidentPage, type AlarmFilter, type Patched } from './patch'
import { openStream, type Link, type Stream } from './stream'
import type { SseEvent } from './sse'

const REFETCH_GAP_MS = 2_000
/**
 * Ten events a second become two drawings: more often nobody reads a list that moves. A hidden tab, whose timers
 * sleep, does not wait.
 */
const STORM_GAP_MS = 500
const POINTS_LEAD_MS = 150
const POINTS_DROP_MS = 60_000

interface HealthEvent {
  is_well: boolean
  problems: string[]
  newest_ts_ms: number
  at_ms: number
}

/** An event is the record as the API gives it, in an envelope of what happened and when. */
type Told<T> = T & { event: string; at_ms: number }
function recordOf<T extends object>({ event: _event, at_ms: _at_ms, ...record }: Told<T>): T {
  return record as unknown as T
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
  /**
   * An answer under way may be older than the event, so it does not do; nor is it cut short, or a slow answer would never
   * come while events do. Its question waits, and is asked again after it.
   */
  const refetchDirty = atMostEvery(REFETCH_GAP_MS, () => {
    for (const key of [...dirty]) {
      const queryKey = JSON.parse(key) as unknown[]
      if (queryClient.isFetching({ queryKey })) continue
      dirty.delete(key)
      void queryClient.invalidateQueries({ queryKey })
    }
    if (dirty.size) refetchDirty()
  }, 250)
  function askAgain(...queryKey: unknown[]) {
    dirty.add(JSON.stringify(queryKey))
    refetchDirty()
  }
  /** Ask again, if a page has asked this at all: also when its first answer is still to come. */
  function askAgainIfAsked(...queryKey: unknown[]) {
    if (queryClient.getQueryCache().findAll({ queryKey }).length) askAgain(...queryKey)
  }
  /** Patch every loaded page under `root` exactly; what cannot be known here, or is on its way, is asked again. */
  function patchPages<P, F>(root: string, patch: (old: P, filter: F) => Patched<P>) {
    for (const { queryKey, state } of queryClient.getQueryCache().findAll({ queryKey: [root] })) {
      if (state.fetchStatus === 'fetching') askAgain(...queryKey)
      if (state.data === undefined) continue
      const { next, isExact } = patch(state.data as P, queryKey[1] as F)
      queryClient.setQueryData(queryKey, next)
      if (!isExact) askAgain(...queryKey)
    }
  }
  /** A detail takes over what the event carries; it has more than that (its timeline), so it is asked again as well. */
  function patchDetail<D>(queryKey: readonly unknown[], event: Partial<D>) {
    queryClient.setQueryData<D>(queryKey, (old) => old && { ...old, ...event })
    askAgainIfAsked(...queryKey)
  }

  /** Everything on screen is fetched again: something may have happened that was not seen. */
  function resync() {
    void queryClient.invalidateQueries()
  }

  function onAlarm(alarm: Alarm, at_ms: number) {
    const of = (rows: readonly Alarm[]) => rows.find((row) => String(row.id) === String(alarm.id))
    patchPages<AlarmPage, AlarmFilter>('alarms', (old, filter) => (isBehind(of(old.items), at_ms) ? { next: old, isExact: false } : patchAlarmPage(old, alarm, filter)))
    const key = ['alarm', String(alarm.id)]
    if (isBehind(queryClient.getQueryData<AlarmDetail>(key), at_ms)) askAgainIfAsked(...key)
    else patchDetail<AlarmDetail>(key, alarm)
    if (alarm.is_active && alarm.state === 'unacked') raised.push(alarm)
    for (const root of ['phone', 'enterprises', 'overview', 'silences']) askAgainIfAsked(root)
    askAgainIfAsked('decisions', String(alarm.id))
    askAgainIfAsked('enterprise', String(alarm.enterprise?.id))
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
    patchPages<Page<Incident>, IncidentFilter>('incidents', (old, filter) => patchIncidentPage(old, incident, keeps(filter)))
    patchDetail<IncidentDetail>(['incident', String(incident.id)], incident)
    for (const root of ['phone', 'enterprises', 'overview', 'notices']) askAgainIfAsked(root)
    for (const alarm of incident.alarms ?? []) askAgainIfAsked('alarm', String(alarm.id))
    askAgainIfAsked('enterprise', String(incident.enterprise?.id))
  }

  /** A record of a register changed: the event says which, the server what this reader may know of it. */
  function onRegister({ id, register }: { id: string; register: string }) {
    for (const root of ['register', 'register-statistics']) askAgainIfAsked(root, register)
    askAgainIfAsked('register-record', register, ...(id ? [String(id)] : []))
    for (const root of ['registers', 'map-records', 'phone', 'enterprise']) askAgainIfAsked(root)
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
    alarm: (told: Told<Alarm>) => onAlarm(recordOf(told), told.at_ms),
    incident: (told: Told<Incident>) => onIncident(recordOf(told)),
    gateway: () => ['enterprise', 'overview', 'health'].forEach((root) => askAgainIfAsked(root)),
    point: () => ['point', 'enterprise'].forEach((root) => askAgainIfAsked(root)),
    register: onRegister,
    notice: () => askAgainIfAsked('notices'),
    unknown: () => askAgainIfAsked('unknown-sources'),
    config: () => ['rules', 'group-rules', 'point', 'enterprise'].forEach((root) => askAgainIfAsked(root)),
    overview: () => askAgainIfAsked('overview'),
    values: onValues,
    health: onHealth,
    resync,
  }

  /** In a storm events are taken in together, in their order: one drawing for all of them. The first of a calm is taken in at once. */
  const waiting: SseEvent[] = []
  const raised: Alarm[] = []
  let takenIn_ms = -Infinity
  const takeIn = atMostEvery(STORM_GAP_MS, () => {
    takenIn_ms = performance.now()
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) HANDLERS[next.name]?.(JSON.parse(next.data) as never)
    } finally {
      if (waiting.length) takeIn() // one that cannot be taken in costs no other
      tellWorst()
    }
  })
  /** Of several that came together the worst is called out: a red one must not be talked over by the blue one behind it. */
  function tellWorst() {
    const [worst] = raised.splice(0).sort((a, b) => rankOf(a.grade) - rankOf(b.grade))
    if (worst) lastRaised.value = worst
  }
  function onEvent(event: SseEvent) {
    const isCalm = !waiting.length && performance.now() - takenIn_ms >= STORM_GAP_MS
    waiting.push(event)
    if (isCalm || globalThis.document?.hidden) takeIn.now()
    else takeIn()
  }

  // --- which points this page follows ------------------------------------------------------------

  const followed = new Map<symbol, readonly number[]>()
  let stream: Stream | null = null
  const pointList = () => [...new Set([...followed.values()].flat())].sort((a, b) => a - b).join(',')
  let openedWith = ''
  /** True when the open stream tells of every point that is wanted, and perhaps of some more. */
  function isCovered() {
    const told = new Set(openedWith.split(','))
    return [...followed.values()].flat().every((point) => told.has(String(point)))
  }
  const reopen = atMostEvery(POINTS_LEAD_MS, () => {
    if (!isCovered()) stream?.reopen()
  }, POINTS_LEAD_MS)
  // An alarm that goes often comes back: points that nobody wants any more are dropped later, all at once.
  const drop = atMostEvery(POINTS_DROP_MS, () => {
    if (pointList() !== openedWith) stream?.reopen()
  }, POINTS_DROP_MS)

  /** Ask for live values of `points` until the returned function is called. */
  function follow(points: readonly number[], onNew?: (values: LiveValue[]) => void): () => void {
    const key = Symbol('follow')
    followed.set(key, points)
    if (onNew) valueListeners.add(onNew)
    reopen()
    return () => {
      followed.delete(key)
      if (onNew) valueListeners.delete(onNew)
      drop()
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
    takeIn.cancel()
    waiting.length = 0
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
