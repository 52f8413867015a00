/// <reference types="node" />
/**
 * State and stream cannot race: for every topic that the platform may push, old state + event = what the server answers
 * now; also when an older answer is still under way, and when the stream was lost in between.
 */
import fs from 'node:fs'
import path from 'node:path'
import { QueryObserver } from '@tanstack/vue-query'
import { createPinia, setActivePinia } from 'pinia'
import { watch } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { queryClient } from '../src/api/queries'
import type { Alarm, Incident } from '../src/api/types'
import { useLive } from '../src/live/live'
import { isIncidentOpen, type AlarmFilter } from '../src/live/patch'
import { alarm, incident, serverPage } from './factories'

/** The truth, and what each question is answered from it. The store must end as these answers. */
interface Server {
  alarms: Map<number, Alarm>
  incidents: Map<number, Incident>
  /** Everything that is only asked again: counts up with every change. */
  version: number
}
const PLAIN: unknown[][] = [
  ['phone'], ['enterprises', {}], ['overview'], ['silences', true], ['decisions', '1'], ['enterprise', '3'], ['notices'], ['unknown-sources'], ['health'], ['point', '7'], ['rules'], ['group-rules', '3'],
  ['register', 'hazard', { f: [] }], ['register-statistics', 'hazard', [], 'state'], ['register-record', 'hazard', '5'], ['registers'], ['map-records'],
]
const FILTERS: AlarmFilter[] = [{ view: 'open' }, { view: 'unacked' }, { view: 'all' }, { view: 'open', grade: 'red' }, { view: 'open', q: '氨' }]
const QUESTIONS: unknown[][] = [...FILTERS.map((filter) => ['alarms', filter]), ['alarm', '1'], ['incidents', { state: 'open' }], ['incidents', { state: 'all' }], ['incident', '1'], ...PLAIN]

function answer(server: Server, [root, about]: readonly unknown[]): unknown {
  if (root === 'alarms') return serverPage([...server.alarms.values()], about as AlarmFilter, 200)
  if (root === 'alarm') return { ...server.alarms.get(Number(about)), timeline: server.version }
  if (root === 'incident') return { ...server.incidents.get(Number(about)), timeline: server.version }
  if (root === 'incidents') {
    const items = [...server.incidents.values()].filter((i) => (about as { state: string }).state === 'all' || isIncidentOpen(i)).reverse()
    return { items, total: items.length, page: 1, page_size: 200 }
  }
  return { version: server.version }
}

interface Row {
  happens: (server: Server) => object
  /** What it may change, besides the lists of alarms and work orders: none may be left old. */
  changes: unknown[][]
}
const seen = (row: Alarm | Incident) => ({ ...row, event: 'changed', at_ms: 1 })
/** A row for every topic of `web/push/viewer.py`; without one the first test fails. */
const TABLE: Record<string, Row> = {
  alarm: {
    happens: (server) => {
      server.alarms.set(1, alarm({ id: 1, state: 'acked', acked_at: '2026-11-23T02:01:00.000Z' }))
      return server.alarms.get(1)!
    },
    changes: [['alarm', '1'], ['phone'], ['enterprises', {}], ['overview'], ['silences', true], ['decisions', '1'], ['enterprise', '3']],
  },
  incident: {
    happens: (server) => {
      server.incidents.set(1, incident({ id: 1, state: 'closed', enterprise: alarm().enterprise }))
      return server.incidents.get(1)!
    },
    changes: [['incident', '1'], ['phone'], ['enterprises', {}], ['overview'], ['notices'], ['enterprise', '3']],
  },
  gateway: { happens: () => ({ id: 1, code: 'GW', is_online: false }), changes: [['enterprise', '3'], ['overview'], ['health']] },
  point: { happens: () => ({ id: 7 }), changes: [['point', '7'], ['enterprise', '3']] },
  notice: { happens: () => ({ id: 1 }), changes: [['notices']] },
  register: {
    happens: () => ({ id: '5', register: 'hazard' }),
    changes: [['register', 'hazard', { f: [] }], ['register-statistics', 'hazard', [], 'state'], ['register-record', 'hazard', '5'], ['registers'], ['map-records'], ['phone'], ['enterprise', '3']],
  },
  unknown: { happens: () => ({ id: 1 }), changes: [['unknown-sources']] },
  config: { happens: () => ({ id: '' }), changes: [['rules'], ['group-rules', '3'], ['point', '7'], ['enterprise', '3']] },
  overview: { happens: () => ({ id: '' }), changes: [['overview']] },
}

/** Topics as the push process classifies them; what is in neither set reaches nobody. */
function topics(): string[] {
  const source = fs.readFileSync(path.resolve(import.meta.dirname, '../../src/anlan/web/push/viewer.py'), 'utf8')
  return ['SCOPED', 'COUNTY'].flatMap((name) => [...new RegExp(`^${name} = frozenset\\(\\{([^}]*)\\}`, 'm').exec(source)![1].matchAll(/"(\w+)"/g)].map((m) => m[1]))
}

test('every topic that the push process tells has a row here', () => {
  expect(topics().sort()).toEqual(Object.keys(TABLE).sort())
})

describe('old state + event = new state', () => {
  let server: Server
  let live: ReturnType<typeof useLive>
  let close: (() => void)[]
  let delay_ms: number
  const all = () => Object.fromEntries(QUESTIONS.map((key) => [JSON.stringify(key), queryClient.getQueryData(key)]))
  const truth = () => Object.fromEntries(QUESTIONS.map((key) => [JSON.stringify(key), answer(server, key)]))
  const send = (name: string, data: object) => live.onEvent({ name, data: JSON.stringify(data), id: '1' })
  /** A page that shows everything. */
  function open() {
    close = QUESTIONS.map((queryKey) =>
      new QueryObserver(queryClient, {
        queryKey,
        queryFn: async () => {
          const now = answer(server, queryKey) // as the server saw it when it was asked
          await new Promise((resolve) => setTimeout(resolve, delay_ms))
          return now
        },
      }).subscribe(() => {}),
    )
  }

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} })
    setActivePinia(createPinia())
    server = { alarms: new Map([1, 2].map((id) => [id, alarm({ id })])), incidents: new Map([1, 2].map((id) => [id, incident({ id, enterprise: alarm().enterprise })])), version: 1 }
    delay_ms = 10
    queryClient.clear()
    queryClient.mount()
    live = useLive()
  })
  afterEach(() => {
    close.forEach((end) => end())
    queryClient.unmount()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
  /** Of questions that the event cannot touch the version may stay the old one. */
  function expectTruth(topic: string) {
    const now = all()
    const wanted = truth()
    const touched = new Set([...QUESTIONS.filter(([root]) => ['alarms', 'incidents'].includes(String(root))), ...TABLE[topic].changes].map((key) => JSON.stringify(key)))
    for (const key of touched) expect([key, now[key]]).toEqual([key, wanted[key]])
  }

  test.each(Object.keys(TABLE))('%s', async (topic) => {
    open()
    await vi.advanceTimersByTimeAsync(100)
    server.version++
    send(topic, seen(TABLE[topic].happens(server) as Alarm))
    await vi.advanceTimersByTimeAsync(5_000)
    expectTruth(topic)
  })

  test.each(Object.keys(TABLE))('%s, while the first, older answers are still under way', async (topic) => {
    delay_ms = 1_000
    open()
    await vi.advanceTimersByTimeAsync(300)
    server.version++
    send(topic, seen(TABLE[topic].happens(server) as Alarm))
    await vi.advanceTimersByTimeAsync(10_000)
    expectTruth(topic)
  })

  test('a slow answer comes in spite of a storm of events', async () => {
    delay_ms = 3_000
    open()
    for (let n = 0; n < 80; n++) {
      server.version++
      send('register', { id: '5', register: 'hazard' })
      await vi.advanceTimersByTimeAsync(100)
    }
    expect((queryClient.getQueryData(['registers']) as { version: number }).version).toBeGreaterThan(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expectTruth('register')
  })

  test('a stream that was lost ends in exactly what the server answers, whatever was missed', async () => {
    open()
    await vi.advanceTimersByTimeAsync(100)
    for (const { happens } of Object.values(TABLE)) happens(server)
    server.alarms.delete(2)
    server.version++
    live.resync()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(all()).toEqual(truth())
  })

  test('a storm is taken in twice a second, in its order, and ends in what the server answers', async () => {
    open()
    await vi.advanceTimersByTimeAsync(1_000)
    let drawings = 0
    watch(() => live.lastRaised, () => drawings++, { flush: 'sync' })
    for (let n = 0; n < 50; n++) {
      server.alarms.set(1, alarm({ id: 1, value: n }))
      send('alarm', seen(server.alarms.get(1)!))
      if (!n) expect(live.lastRaised?.value).toBe(0) // the first of a calm waits for nothing
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(drawings).toBeGreaterThanOrEqual(2)
    expect(drawings).toBeLessThanOrEqual(4)
    await vi.advanceTimersByTimeAsync(5_000)
    expectTruth('alarm')
  })

  test('an event that cannot be read costs none of those behind it', async () => {
    open()
    await vi.advanceTimersByTimeAsync(1_000)
    send('alarm', seen(alarm({ id: 1 })))
    live.onEvent({ name: 'alarm', data: '{', id: '2' })
    server.alarms.set(2, alarm({ id: 2, state: 'acked' }))
    server.version++
    send('alarm', seen(server.alarms.get(2)!))
    await expect(vi.advanceTimersByTimeAsync(550)).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(5_000)
    expectTruth('alarm')
  })

  test('an event from before one’s own acknowledgement does not bring its button back', async () => {
    const acked_at = '2026-11-23T02:01:00.000Z'
    server.alarms.set(1, alarm({ id: 1, state: 'acked', acked_at }))
    open()
    await vi.advanceTimersByTimeAsync(1_000)
    const states: (string | undefined)[] = []
    const look = () => states.push((queryClient.getQueryData(['alarm', '1']) as Alarm).state, (queryClient.getQueryData(['alarms', { view: 'open' }]) as { items: Alarm[] }).items.find((one) => one.id === 1)?.state)
    send('alarm', { ...seen(alarm({ id: 1 })), at_ms: Date.parse(acked_at) - 400 })
    look()
    await vi.advanceTimersByTimeAsync(5_000)
    look()
    expect(new Set(states)).toEqual(new Set(['acked']))
    // called anew after it, the alarm asks for another acknowledgement at once
    server.alarms.set(1, alarm({ id: 1 }))
    server.version++
    send('alarm', { ...seen(alarm({ id: 1 })), at_ms: Date.parse(acked_at) + 400 })
    expect((queryClient.getQueryData(['alarm', '1']) as Alarm).state).toBe('unacked')
    await vi.advanceTimersByTimeAsync(5_000)
    expectTruth('alarm')
  })

  test('of alarms that come together the worst is called out', async () => {
    send('hello', { as_of: '2026-11-23T02:00:00Z' })
    for (const grade of ['yellow', 'red', 'blue'] as const) send('alarm', seen(alarm({ id: 5, grade })))
    await vi.advanceTimersByTimeAsync(550)
    expect(live.lastRaised?.grade).toBe('red')
  })

  test('a tab that nobody looks at takes in at once: its timers sleep', () => {
    vi.stubGlobal('document', { hidden: true })
    for (const value of [1, 2, 3]) send('alarm', seen(alarm({ id: 1, value })))
    expect(live.lastRaised?.value).toBe(3)
  })

  test('the server’s own word that something was missed does the same', async () => {
    open()
    await vi.advanceTimersByTimeAsync(100)
    server.alarms.set(9, alarm({ id: 9, grade: 'red' }))
    server.version++
    send('resync', { reason: 'gap' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(all()).toEqual(truth())
  })
})
