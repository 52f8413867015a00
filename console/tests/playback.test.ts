import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import { barOf, beginOf, DAY_MS, dayOf, HOUR_MS, placeOf, playableAt, ticksOf, windowAround } from '../src/playback/line'
import { Reel } from '../src/playback/reel'
import { usePlayback } from '../src/playback/usePlayback'

const T0 = Date.parse('2026-11-26T10:00:00+08:00')
const frames = (...at_s: number[]) => at_s.map((s) => ({ at_ms: T0 + s * 1000, src: `p${s}` }))

describe('the line', () => {
  it('counts days in county time', () => {
    expect(dayOf(Date.parse('2026-11-25T16:00:00Z'))).toBe('2026-11-26')
    expect(beginOf('2026-11-26')).toBe(Date.parse('2026-11-25T16:00:00Z'))
  })
  it('keeps a window within its day', () => {
    const day = beginOf('2026-11-26')
    expect(windowAround(day + 60_000, HOUR_MS)).toEqual({ from_ms: day, to_ms: day + HOUR_MS })
    expect(windowAround(day + DAY_MS - 1, DAY_MS)).toEqual({ from_ms: day, to_ms: day + DAY_MS })
    expect(windowAround(T0, HOUR_MS)).toEqual({ from_ms: T0 - HOUR_MS / 2, to_ms: T0 + HOUR_MS / 2 })
  })
  it('draws what lies in it and nothing else', () => {
    const window = { from_ms: T0, to_ms: T0 + HOUR_MS }
    expect(barOf([T0 - HOUR_MS, T0 + HOUR_MS / 4], window)).toEqual({ left: 0, width: 25 })
    expect(barOf([T0 - 2, T0 - 1], window)).toBeNull()
    expect(placeOf(T0 + HOUR_MS / 2, window)).toBe(50)
  })
  it('has ticks at whole times', () => {
    expect(ticksOf({ from_ms: T0, to_ms: T0 + HOUR_MS }).map((t) => t.label)).toEqual(['10:00', '10:10', '10:20', '10:30', '10:40', '10:50', '11:00'])
    const day = beginOf('2026-11-26')
    expect(ticksOf({ from_ms: day, to_ms: day + DAY_MS }).map((t) => t.label)).toEqual(['00:00', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00', '24:00'])
  })
  it('finds where playing can begin', () => {
    expect(playableAt(T0, [[T0 - 5, T0 + 5]])).toBe(T0)
    expect(playableAt(T0, [[T0 + 9, T0 + 20]])).toBe(T0 + 9)
    expect(playableAt(T0, [[T0 - 600_000, T0 - 300_000]])).toBe(T0 - 360_000)
    expect(playableAt(T0, [])).toBeNull()
  })
})

describe('the reel', () => {
  it('shows each picture at its time and stands still without the next', () => {
    const reel = new Reel(T0)
    reel.reset(T0 + 500)
    reel.add(frames(0, 2, 4))
    expect(reel.current?.src).toBe('p0')
    reel.advance(1_900, 1)
    expect(reel.current?.src).toBe('p0')
    reel.advance(200, 1)
    expect(reel.current?.src).toBe('p2')
    reel.advance(500, 4)
    expect(reel.current?.src).toBe('p4')
    const place = reel.position_ms
    reel.advance(10_000, 1)
    expect(reel.position_ms).toBe(place)
  })
  it('jumps a gap and takes answers in any order', () => {
    const reel = new Reel(T0)
    reel.reset(T0)
    reel.add(frames(0))
    reel.add(frames(602, 600))
    reel.advance(100, 1)
    expect(reel.current?.src).toBe('p600')
    expect(reel.inHand_s(1)).toBe(2)
    expect(reel.inHand_s(4)).toBe(0.5)
  })
  it('steps on and back through what it has, and says when it has nothing', () => {
    const reel = new Reel(T0)
    reel.reset(T0)
    reel.add(frames(0, 2, 4))
    expect(reel.step(1)).toBe(true)
    expect(reel.step(-1)).toBe(true)
    expect(reel.current?.src).toBe('p0')
    expect(reel.step(-1)).toBe(false)
    expect([reel.step(1), reel.step(1), reel.step(1)]).toEqual([true, true, false])
    expect(reel.current?.src).toBe('p4')
  })
  it('keeps the last picture when it is sent elsewhere', () => {
    const reel = new Reel(T0)
    reel.reset(T0)
    reel.add(frames(0, 2))
    reel.reset(T0 + 60_000)
    expect([reel.current?.src, reel.isEmpty]).toEqual(['p0', true])
    reel.add(frames(59))
    expect([reel.current?.src, reel.position_ms]).toEqual(['p59', T0 + 59_000])
  })
})

describe('a player', () => {
  let asked: { path: string; body: Record<string, unknown> }[] = []
  let answer: () => Response
  const told = (more: object = {}) => new Response(JSON.stringify({ id: 's1', state: 'playing', is_end: false, problem: '', run: 0, speed: 1, skipped: 0, lease_s: 20, shots: [], ...more }), { status: 200 })
  const shots = (...at_s: number[]) => at_s.map((s) => ({ at: new Date(T0 + s * 1000).toISOString(), jpeg: `${s}` }))
  let player: ReturnType<typeof usePlayback>

  beforeEach(() => {
    vi.useFakeTimers()
    asked = []
    answer = () => told({ shots: shots(0, 2, 4) })
    vi.stubGlobal('document', { cookie: '', hidden: false, addEventListener: () => {}, removeEventListener: () => {} })
    vi.stubGlobal('fetch', async (path: string, init: { body: string }) => {
      asked.push({ path, body: JSON.parse(init.body) })
      return answer()
    })
    player = usePlayback(ref('7'), (at) => at + HOUR_MS)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('begins, plays at its own pace, and asks before it runs dry', async () => {
    await player.open('kept', T0)
    expect(asked[0]).toEqual({ path: '/api/cameras/7/playback', body: { source: 'kept', at: '2026-11-26T02:00:00.000Z', until: '2026-11-26T03:00:00.000Z', speed: 1 } })
    expect([player.shown.phase, player.shown.at_ms]).toEqual(['playing', T0])
    answer = () => told({ shots: shots(6, 8) })
    await vi.advanceTimersByTimeAsync(2_200)
    expect(player.shown.at_ms).toBe(T0 + 2_000)
    expect(asked.map((a) => a.body.action)).toEqual([undefined, 'follow'])
  })
  it('pauses, steps, and goes on', async () => {
    await player.open('kept', T0)
    answer = () => told({ state: 'paused' })
    player.pause()
    await vi.advanceTimersByTimeAsync(3_000)
    expect([player.shown.phase, player.shown.at_ms]).toEqual(['paused', T0])
    player.step(1)
    expect(player.shown.at_ms).toBe(T0 + 2_000)
    player.toggle()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.at(-1)?.body).toEqual({ action: 'play', speed: 1 })
  })
  it('goes elsewhere and forgets what was on its way', async () => {
    await player.open('kept', T0)
    answer = () => told({ run: 1, shots: shots(60) })
    await player.seek(T0 + 60_500)
    expect(asked.at(-1)?.body).toMatchObject({ action: 'seek', speed: 1 })
    expect(player.shown.at_ms).toBe(T0 + 60_000)
    answer = () => told({ id: 's2', shots: shots(100) })
    await player.seek(T0 + 100_000, 'device')
    expect(asked.at(-1)).toMatchObject({ path: '/api/cameras/7/playback', body: { source: 'device' } })
  })
  it('shows the end when the last picture was shown, and begins anew from where it was let go of', async () => {
    await player.open('kept', T0)
    answer = () => told({ state: 'ended', is_end: true })
    await vi.advanceTimersByTimeAsync(6_000)
    expect([player.shown.phase, player.shown.at_ms]).toEqual(['ended', T0 + 4_000])
    answer = () => told({ id: 's2', shots: shots(4) })
    player.play()
    await vi.advanceTimersByTimeAsync(0)
    expect([asked.at(-1)?.path, player.shown.phase]).toEqual(['/api/cameras/7/playback', 'playing'])
    answer = () => new Response(JSON.stringify({ code: 'playback.gone', message: '回放已结束' }), { status: 409 })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(player.shown.phase).toBe('gone')
  })
  it('stays where it is without a network and goes on when it is back', async () => {
    await player.open('kept', T0)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
    await vi.advanceTimersByTimeAsync(6_000)
    expect(player.shown.failure).toBeTruthy()
    expect(player.shown.phase).toBe('playing')
    vi.stubGlobal('fetch', async () => told({ shots: shots(6, 8, 10) }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(player.shown.failure).toBeUndefined()
    expect(player.shown.at_ms).toBeGreaterThanOrEqual(T0 + 6_000)
  })
})
