import { describe, expect, it } from 'vitest'

import { sayProblem } from '../src/sourceProblem'

const say = (key: string, named: Record<string, unknown>) => `${key} ${named.code} ${named.word}`

describe('a message that cannot be read', () => {
  it('is told with the topic it should have', () => {
    expect(sayProblem({ problem: 'unrecognised_topic', gateway_code: 'GW-1' }, say)).toBe('unknown.problem.unrecognised_topic GW-1 unrecognised_topic')
  })
  it('is told by its word when a newer driver found something else', () => {
    expect(sayProblem({ problem: 'too_odd', gateway_code: 'GW-1' }, say)).toBe('unknown.problem.other GW-1 too_odd')
  })
})
