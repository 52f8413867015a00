import type { IncidentDetail, IncidentState, TimelineEntry } from './api/types'

export const STEPS = ['raised', 'dispatch', 'accept', 'handle', 'feedback', 'verify', 'close'] as const
export type StepKey = (typeof STEPS)[number]

export interface LoopStep {
  key: StepKey
  status: 'done' | 'now' | 'now late' | 'later' | 'skipped'
  who: string | null
  at: string | null
  due: string | null
}

/** Index of the step that comes next in each state. */
const NEXT: Record<IncidentState, number> = { open: 1, dispatched: 2, accepted: 3, handling: 4, feedback: 5, closed: 7, false_alarm: 7, merged: 7 }

const last = (entries: TimelineEntry[], ...kinds: string[]): TimelineEntry | undefined =>
  entries.filter((e) => kinds.includes(e.kind)).sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1)

/** The seven steps of an incident with who took each and when. An ended false alarm leaves untaken steps out. */
export function loopOf(incident: IncidentDetail): LoopStep[] {
  const { timeline } = incident
  const dispatched = last(timeline, 'dispatched', 'dispatch', 'redispatched')
  const started = last(timeline, 'started', 'start')
  const taken: Record<StepKey, { who: string | null; at: string | null }> = {
    raised: { who: null, at: incident.opened_at },
    dispatch: { who: dispatched?.by ?? null, at: incident.dispatched_at },
    accept: { who: incident.accepted_by?.name ?? null, at: incident.accepted_at },
    handle: { who: incident.accepted_by?.name ?? null, at: started?.at ?? (incident.state === 'handling' ? incident.accepted_at : null) },
    feedback: { who: incident.handled_by?.name ?? null, at: incident.fed_back_at },
    verify: { who: incident.verified_by?.name ?? null, at: incident.verified_at },
    close: { who: incident.verified_by?.name ?? null, at: incident.closed_at },
  }
  const next = NEXT[incident.state]
  return STEPS.map((key, i) => {
    const { who, at } = taken[key]
    if (i < next) {
      const isSkipped = (incident.state === 'false_alarm' || incident.state === 'merged') && !at
      return { key, who: isSkipped ? null : who, at, due: null, status: isSkipped ? 'skipped' : 'done' }
    }
    if (i > next) return { key, who: null, at: null, due: null, status: 'later' }
    const waiting = key === 'dispatch' || key === 'verify' ? null : (incident.assignee?.name ?? null)
    return { key, who: waiting, at: null, due: incident.next_step_due_at, status: incident.is_overdue ? 'now late' : 'now' }
  })
}
