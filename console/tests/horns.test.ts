import { expect, test } from 'vitest'

import { stateOf, type Loudspeaker } from '../src/api/loudspeakers'
import { hornFeatures } from '../src/map/horns'

const horn = (more: Partial<Loudspeaker>) => ({ id: 1, name: '车间喇叭', lon: 120.6, lat: 27.8, is_enabled: true, down_since: null, last_answered_at: null, ...more }) as Loudspeaker
const AT = '2026-11-26T08:00:00Z'

test('a horn nobody ever reached is not known to work', () => {
  expect(stateOf(horn({}))).toBe('unknown')
  expect(stateOf(horn({ last_answered_at: AT }))).toBe('answers')
})
test('a horn that died is dead though it answered once, and one not in use is neither', () => {
  expect(stateOf(horn({ last_answered_at: AT, down_since: AT }))).toBe('down')
  expect(stateOf(horn({ last_answered_at: AT, down_since: AT, is_enabled: false }))).toBe('off')
})
test('each stands at its own place with its state', () => {
  expect(hornFeatures([horn({ id: 7, last_answered_at: AT })])).toMatchObject([{ geometry: { coordinates: [120.6, 27.8] }, properties: { id: 7, state: 'answers' } }])
})
