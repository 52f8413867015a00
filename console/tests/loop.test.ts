import { expect, test } from 'vitest'

import type { IncidentDetail } from '../src/api/types'
import { loopOf, STEPS } from '../src/loop'
import { incident } from './factories'

const detail = (change: Partial<IncidentDetail>): IncidentDetail => ({ ...incident(), timeline: [], notices: [], attachments: [], measures: [], ...change })
const statuses = (change: Partial<IncidentDetail>) => loopOf(detail(change)).map((s) => s.status)

test('each state has one step that comes next, with its time limit', () => {
  for (const [state, next] of [['open', 1], ['dispatched', 2], ['accepted', 3], ['handling', 4], ['feedback', 5]] as const) {
    const steps = loopOf(detail({ state }))
    expect(steps.findIndex((s) => s.status === 'now')).toBe(next)
    expect(steps.filter((s) => s.due)).toHaveLength(1)
  }
})

test('an overdue step says so', () => {
  expect(statuses({ is_overdue: true })).toContain('now late')
})

test('a closed loop names who handled and who verified, two people', () => {
  const person = (id: number, name: string) => ({ id, name, role_name: '' })
  const steps = loopOf(detail({ state: 'closed', handled_by: person(1, '甲'), verified_by: person(2, '乙'), closed_at: '2026-11-23T03:00:00Z' }))
  expect(steps).toHaveLength(STEPS.length)
  expect(steps.every((s) => s.status === 'done')).toBe(true)
  expect(steps.find((s) => s.key === 'feedback')?.who).toBe('甲')
  expect(steps.find((s) => s.key === 'verify')?.who).toBe('乙')
})

test('a false alarm leaves out the steps nobody took', () => {
  expect(statuses({ state: 'false_alarm', closed_at: '2026-11-23T03:00:00Z', dispatched_at: '2026-11-23T02:01:00Z' })).toEqual(['done', 'done', 'skipped', 'skipped', 'skipped', 'skipped', 'done'])
})
