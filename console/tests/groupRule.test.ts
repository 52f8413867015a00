import { expect, test } from 'vitest'

import { cleanSettings, fieldsOf, startSettings } from '../src/groupRule'

const kind = {
  name: 'voting', title: 'Voting', title_zh: '多点表决', summary: '', example: null,
  settings: {
    required: ['needed', 'set_point'],
    properties: {
      deadband: { type: 'number', default: 0, unit: 'unit of the point' },
      needed: { type: 'integer', description: 'k' },
      set_point: { type: 'number' },
      bad_points: { enum: ['lower_k', 'keep_k'], default: 'lower_k' },
    },
  },
}

test('a form is drawn from what the rule declares, required settings first', () => {
  const fields = fieldsOf(kind.settings)
  expect(fields.map((f) => [f.name, f.isRequired, f.isNumber, f.isWhole, f.options.length])).toEqual([
    ['needed', true, true, true, 0], ['set_point', true, true, false, 0], ['deadband', false, true, false, 0], ['bad_points', false, false, false, 2],
  ])
})
test('it begins with what is set, else with the defaults of the rule', () => {
  expect(startSettings(kind, { deadband: 2, allowed: 9 })).toEqual({ deadband: 2, needed: undefined, set_point: undefined, bad_points: 'lower_k' })
})
test('what is empty or belongs to another rule is not sent', () => {
  expect(cleanSettings({ needed: 2, set_point: null, allowed: 5, deadband: 0 }, fieldsOf(kind.settings))).toEqual({ needed: 2, deadband: 0 })
})
