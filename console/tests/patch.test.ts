import { describe, expect, test } from 'vitest'

import type { Alarm, AlarmState, Grade } from '../src/api/types'
import { isIncidentOpen, patchAlarmPage, patchIncidentPage, type AlarmFilter, type AlarmView } from '../src/live/patch'
import { alarm, incident, seeded, serverPage } from './factories'

const GRADES: Grade[] = ['red', 'orange', 'yellow', 'blue']
const STATES: AlarmState[] = ['unacked', 'acked', 'rtn_unacked', 'normal', 'shelved', 'suppressed']
const VIEWS: AlarmView[] = ['open', 'unacked', 'handling', 'shelved', 'all']

function anyAlarm(id: number, random: () => number): Alarm {
  const state = STATES[Math.floor(random() * STATES.length)]
  return alarm({
    id, state, grade: GRADES[Math.floor(random() * 4)], is_active: state !== 'normal' && state !== 'rtn_unacked',
    acked_at: state === 'acked' || state === 'normal' ? '2026-11-23T02:01:00.000Z' : null,
    raised_at: new Date(1_795_000_000_000 + id * 1000).toISOString(),
  })
}

describe('old page + event = new page', () => {
  test.each(VIEWS)('the %s view follows a hundred random events exactly as the server would list them', (view) => {
    const random = seeded(VIEWS.indexOf(view) + 7)
    const truth = new Map<number, Alarm>()
    for (let id = 1; id <= 12; id++) truth.set(id, anyAlarm(id, random))
    const filter: AlarmFilter = { view }
    let page = serverPage([...truth.values()], filter, 200)
    for (let n = 0; n < 100; n++) {
      const id = 1 + Math.floor(random() * 20)
      const before = truth.get(id)
      // grade and time of an alarm never change; its state does
      const event = { ...anyAlarm(id, random), ...(before && { grade: before.grade, raised_at: before.raised_at }) }
      truth.set(id, event)
      page = patchAlarmPage(page, event, filter).next
      const server = serverPage([...truth.values()], filter, 200)
      expect(page.items.map((a) => a.id)).toEqual(server.items.map((a) => a.id))
      expect(page.total).toBe(server.total)
      expect(page.counts).toEqual(server.counts)
    }
  })

  test('a page that does not hold every row says that it must be asked for again', () => {
    const rows = [1, 2, 3].map((id) => alarm({ id, grade: 'yellow' }))
    const page = serverPage(rows, { view: 'open' }, 2)
    expect(patchAlarmPage(page, alarm({ id: 9, grade: 'red' }), { view: 'open' }).isExact).toBe(false)
    expect(patchAlarmPage(page, { ...rows[0], state: 'normal', is_active: false }, { view: 'open' }).isExact).toBe(false)
  })

  test('a new alarm is not put into a text search: only the server knows whether it fits', () => {
    const page = serverPage([alarm()], { view: 'open' }, 50)
    const { next, isExact } = patchAlarmPage(page, alarm({ id: 2 }), { view: 'open', q: '氨' })
    expect(next.items).toHaveLength(1)
    expect(isExact).toBe(false)
  })

  test('what only the list knew survives an event that does not carry it', () => {
    const known = alarm({ allowed_actions: [{ action: 'acknowledge', label: '确认', needs: [], why_not: null }] })
    const page = serverPage([known], { view: 'open' }, 50)
    const { next } = patchAlarmPage(page, alarm({ last_value: 90 }), { view: 'open' })
    expect(next.items[0].allowed_actions).toHaveLength(1)
    expect(next.items[0].last_value).toBe(90)
  })

  test('the old page is left as it was, so that what watches it sees a change', () => {
    const page = serverPage([alarm()], { view: 'open' }, 50)
    const { next } = patchAlarmPage(page, alarm({ state: 'acked' }), { view: 'open' })
    expect(next).not.toBe(page)
    expect(next.items[0]).not.toBe(page.items[0])
    expect(page.items[0].state).toBe('unacked')
  })
})

describe('work orders', () => {
  const page = { items: [incident(), incident({ id: 2 })], total: 2, page: 1, page_size: 50 }

  test('a step moves the card and keeps the count', () => {
    const { next } = patchIncidentPage(page, incident({ id: 2, state: 'accepted' }), isIncidentOpen)
    expect(next.items.map((i) => [i.id, i.state])).toEqual([[1, 'open'], [2, 'accepted']])
    expect(next.total).toBe(2)
  })

  test('a closed one leaves the open board', () => {
    const { next } = patchIncidentPage(page, incident({ state: 'closed' }), isIncidentOpen)
    expect(next.items.map((i) => i.id)).toEqual([2])
    expect(next.total).toBe(1)
  })

  test('a new one comes in, also when its id is text', () => {
    expect(patchIncidentPage(page, incident({ id: '3' }), isIncidentOpen).next.total).toBe(3)
    expect(patchIncidentPage(page, incident({ id: '2', state: 'accepted' }), isIncidentOpen).next.total).toBe(2)
  })
})
