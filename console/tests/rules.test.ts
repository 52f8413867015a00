import { describe, expect, it } from 'vitest'

import type { RuleChange, RuleLimit } from '../src/api/rules'
import { en as core } from '../src/i18n/en'
import { pagesEn } from '../src/i18n/pages.en'
import { workbenchEn } from '../src/i18n/workbench'
import { expression, newLimit, settingsBody, spokenChanges } from '../src/rules'

const en = { ...core, ...pagesEn, ...workbenchEn }
const H: RuleLimit = { label: 'H', direction: 1, set_point: 28, grade: 'yellow', deadband: 2, on_delay_s: 2, off_delay_s: 10, strict: false }

/** The English messages, filled as the console fills them; a key without a message is returned as it is. */
function t(key: string, values: Record<string, unknown> = {}): string {
  const found = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], en)
  return typeof found === 'string' ? found.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : key
}

describe('a limit', () => {
  it('reads as a formula', () => {
    expect(expression(H, 'ppm')).toBe('x ≥ 28 ppm, 2 s')
    expect(expression({ ...H, direction: -1, strict: true, on_delay_s: 0 }, 'degC')).toBe('x < 28 ℃')
  })
  it('is added under the first label that is free', () => {
    expect(newLimit([H]).label).toBe('HH')
    expect(newLimit([H, { ...H, label: 'HH' }, { ...H, label: 'HHH' }])).toMatchObject({ label: 'LL', direction: -1 })
  })
})

describe('a difference', () => {
  const said = (change: RuleChange) => spokenChanges([change], 'ppm', t)
  it('is said in plain words, with units and without codes', () => {
    expect(said({ what: 'changed', item: 'limit', name: 'H', fields: [{ field: 'set_point', old: 28, new: 35 }, { field: 'grade', old: 'yellow', new: 'orange' }] })).toEqual(['H set point from 28 ppm to 35 ppm', `H grade from ${t('grade.yellow')} to ${t('grade.orange')}`])
    expect(said({ what: 'changed', item: 'rule', name: '', fields: [{ field: 'stuck_after_s', old: null, new: 600 }] })).toEqual(['Stuck after from not judged to 600 s'])
  })
  it('says of latching what was designed, and of a rule over several points which points and which settings', () => {
    expect(said({ what: 'changed', item: 'limit', name: 'H', fields: [{ field: 'latches', old: null, new: true }] })).toEqual(['H latching from as designed to yes'])
    const fields = [{ field: 'points', old: [1, 2], new: [2, 3] }, { field: 'settings', old: { needed: 2, direction: 1 }, new: { needed: 3, direction: 1 } }]
    expect(spokenChanges([{ what: 'changed', item: 'rule', name: '', fields }], '', t, (id) => `P${id}`)).toEqual(['points from P1、P2 to P2、P3', 'Points needed from 2 to 3'])
  })
  it('names a limit that came or went with what it judged', () => {
    const fields = Object.entries(H).filter(([k]) => k !== 'label').map(([field, old]) => ({ field, old, new: null }))
    expect(said({ what: 'removed', item: 'limit', name: 'H', fields })).toEqual(['Gone H: x ≥ 28 ppm, 2 s'])
  })
})

it('sends what the server knows and nothing it resolves itself', () => {
  expect(settingsBody({ is_default: false, limits: [H], timings: {}, expires_at: null, name: 'x' })).toEqual({ is_default: false, limits: [H], timings: {} })
})
