import type { Alarm, AlarmPage, Grade, Incident } from '../src/api/types'
import { accepts, isUnacked, orderOf, type AlarmFilter } from '../src/live/patch'

/** Repeatable numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

export function alarm(change: Partial<Alarm> = {}): Alarm {
  return {
    id: 1, state: 'unacked', is_active: true, grade: 'orange', rule: 'limit', label: 'HH', title: '氨气浓度 高高报（HH）', kind: 'nh3_concentration', kind_name: '氨气浓度',
    point: { id: 7, name: '1 号探头', unit: 'ppm', address: 'NH3-01' },
    enterprise: { id: 3, name: '演示甲冷冻厂', town_code: '330381009', town_name: '飞云街道', lon: 120.6, lat: 27.76 },
    place: '制冷机房', raised_at: '2026-11-23T02:00:00.000Z', cleared_at: null, acked_at: null, acked_by: null, value: 60, last_value: 60, set_point: 56, set_point_unit: 'ppm', peak_value: 60,
    is_late: false, is_false: false, incident_id: null, incident_no: null, shelved_until: null, suppressed_reason: null, config_version: 1, ...change,
  }
}

/** What the server would answer: the whole truth, filtered, ordered, cut into a page and counted. */
export function serverPage(all: readonly Alarm[], filter: AlarmFilter, page_size: number): AlarmPage {
  const rows = all.filter((a) => accepts(a, filter)).sort(orderOf(filter.view))
  const counted = all.filter((a) => accepts(a, { ...filter, grade: undefined }))
  const count = (grade: Grade) => counted.filter((a) => a.grade === grade).length
  return {
    items: rows.slice(0, page_size), total: rows.length, page: 1, page_size, as_of: '2026-11-23T02:00:00.000Z',
    counts: { red: count('red'), orange: count('orange'), yellow: count('yellow'), blue: count('blue'), unacked: counted.filter(isUnacked).length },
  }
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    id: 1, no: 'AL-20261123-0001', state: 'open', state_name: '待派单', grade: 'orange', title: '氨气浓度 高高报（HH）', enterprise: null, place: '', alarms: [], assignee: null,
    opened_at: '2026-11-23T02:00:01.000Z', next_step: '派单', next_step_due_at: '2026-11-23T02:05:00.000Z', is_overdue: false, escalation_level: 0, dispatched_at: null, accepted_at: null,
    fed_back_at: null, verified_at: null, closed_at: null, accepted_by: null, handled_by: null, verified_by: null, measures_done: [], ...change,
  }
}
