/**
 * How an event changes what is already on screen: pure functions, old state + event = new state.
 * `isExact` is false when the answer depends on rows this page has not loaded; then the caller asks the server again.
 */
import type { Alarm, AlarmCounts, AlarmPage, AlarmState, Grade, Incident, IncidentState, Page } from '../api/types'
import { toMs } from '../format'
import { rankOf } from '../grades'

export interface Patched<T> {
  next: T
  isExact: boolean
}

export type AlarmView = 'open' | 'unacked' | 'handling' | 'shelved' | 'all'
export interface AlarmFilter {
  view: AlarmView
  grade?: Grade
  enterprise?: string
  q?: string
  page?: number
}

const SILENCED: ReadonlySet<AlarmState> = new Set(['suppressed', 'out_of_service'])
const UNACKED_STATES: ReadonlySet<AlarmState> = new Set(['unacked', 'rtn_unacked'])

/** Somebody still has something to do or to know. A silenced alarm whose condition is present stays in sight. */
export function isOpen(alarm: Alarm): boolean {
  if (alarm.state === 'normal' || alarm.state === 'shelved') return false
  return !SILENCED.has(alarm.state) || alarm.is_active || alarm.acked_at === null
}
export const isUnacked = (alarm: Pick<Alarm, 'state'>): boolean => UNACKED_STATES.has(alarm.state)

const IN_VIEW: Record<AlarmView, (alarm: Alarm) => boolean> = {
  open: isOpen,
  unacked: isUnacked,
  handling: (alarm) => alarm.state === 'acked',
  shelved: (alarm) => alarm.state === 'shelved',
  all: () => true,
}

/** Would the server list this alarm? A text search is the server's business: then only known rows are kept. */
export function accepts(alarm: Alarm, filter: AlarmFilter): boolean {
  if (!IN_VIEW[filter.view](alarm)) return false
  if (filter.grade && alarm.grade !== filter.grade) return false
  return !filter.enterprise || String(alarm.enterprise?.id) === filter.enterprise
}

/** Worst first: silenced last, then grade, present before returned, unacknowledged first, the longest waiting first. */
export function worstFirst(a: Alarm, b: Alarm): number {
  return (
    Number(SILENCED.has(a.state)) - Number(SILENCED.has(b.state)) ||
    rankOf(a.grade) - rankOf(b.grade) ||
    Number(b.is_active) - Number(a.is_active) ||
    Number(isUnacked(b)) - Number(isUnacked(a)) ||
    (a.raised_at < b.raised_at ? -1 : a.raised_at > b.raised_at ? 1 : Number(a.id) - Number(b.id))
  )
}

/** The order the server gives a view: where something is to be done worst first, else newest first. */
export const orderOf = (view: AlarmView) => (view === 'all' || view === 'shelved' ? newestFirst : worstFirst)

const newestFirst = (a: Alarm, b: Alarm): number => (a.raised_at < b.raised_at ? 1 : a.raised_at > b.raised_at ? -1 : Number(b.id) - Number(a.id))

/** The server counts what the view holds, whatever grade is asked for. */
function countsWith(counts: AlarmCounts, alarm: Alarm | undefined, filter: AlarmFilter, by: 1 | -1): AlarmCounts {
  if (!alarm || !accepts(alarm, { ...filter, grade: undefined })) return counts
  return {
    ...counts,
    [alarm.grade]: Math.max(0, counts[alarm.grade] + by),
    unacked: Math.max(0, counts.unacked + (isUnacked(alarm) ? by : 0)),
  }
}

/**
 * Does an event of `at_ms` tell of a time before the acknowledgement that is known here? A person's own command is answered
 * before the events of a second ago have arrived: they must not bring its button back. Clocks of two machines differ,
 * so that such an event is not thrown away but is a reason to ask.
 */
export function isBehind(known: Pick<Alarm, 'acked_at'> | undefined, at_ms: number): boolean {
  return Boolean(known?.acked_at) && at_ms < toMs(known!.acked_at)
}

/** Put one alarm into one loaded page of alarms. */
export function patchAlarmPage(old: AlarmPage, alarm: Alarm, filter: AlarmFilter): Patched<AlarmPage> {
  const before = old.items.find((row) => row.id === alarm.id)
  const hasUnseen = old.total > old.items.length
  const others = old.items.filter((row) => row.id !== alarm.id)
  // an event may lack what only the list knows (the assignee): keep it
  const merged = before ? { ...before, ...alarm } : alarm
  const belongs = accepts(merged, filter) && (before !== undefined || !filter.q)
  const items = belongs ? [...others, merged].sort(orderOf(filter.view)) : others
  const total = old.total + (belongs ? 1 : 0) - (before ? 1 : 0)
  const counts = countsWith(countsWith(old.counts, before, filter, -1), merged, filter, 1)
  // without the earlier row we cannot know what it was counted as, unless the whole view is loaded
  const isCountsExact = before !== undefined || (!filter.grade && !filter.q && !hasUnseen)
  const isRowsExact = before !== undefined ? belongs || !hasUnseen : !hasUnseen && !filter.q
  return { next: { ...old, items, total, counts }, isExact: isRowsExact && isCountsExact }
}

const DONE: ReadonlySet<IncidentState> = new Set(['closed', 'false_alarm', 'merged'])
export const isIncidentOpen = (incident: Pick<Incident, 'state'>): boolean => !DONE.has(incident.state)

export function patchIncidentPage(
  old: Page<Incident>,
  incident: Incident,
  keep: (incident: Incident) => boolean,
): Patched<Page<Incident>> {
  const before = old.items.find((row) => String(row.id) === String(incident.id))
  const hasUnseen = old.total > old.items.length
  const merged = before ? { ...before, ...incident } : incident
  const belongs = keep(merged)
  const items = before
    ? old.items.flatMap((row) => (row !== before ? [row] : belongs ? [merged] : []))
    : belongs
      ? [merged, ...old.items]
      : old.items
  const total = old.total + (belongs ? 1 : 0) - (before ? 1 : 0)
  return { next: { ...old, items, total }, isExact: before !== undefined || !hasUnseen }
}
