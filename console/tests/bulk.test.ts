import { expect, it } from 'vitest'

import type { BulkStep } from '../src/registers/api'
import { stepsForMany } from '../src/registers/bulk'

const step = (name: string, states: string[], in_bulk = true) => ({ name, label: name, en: name, states, in_bulk, form: [], is_danger: false }) as BulkStep
const steps = [step('assign', ['reported', 'rectifying']), step('close', ['rectified']), step('seize', ['reported'], false)]

it('offers to many records what the state of each allows and what works on several at once', () => {
  expect(stepsForMany(steps, [{ state: 'reported' }, { state: 'rectifying' }]).map((s) => s.name)).toEqual(['assign'])
  expect(stepsForMany(steps, [{ state: 'reported' }, { state: 'rectified' }])).toEqual([])
  expect(stepsForMany(steps, [])).toEqual([])
})
