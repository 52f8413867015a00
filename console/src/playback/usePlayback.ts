import { onBeforeUnmount, reactive, type Ref } from 'vue'

import { ApiError } from '../api/client'
import { beginPlayback, type Playback, type Source, type Speed, type Steer, steerPlayback } from '../api/playback'
import { toMs } from '../format'
import { Reel } from './reel'

const TICK_MS = 100
/** Ask again below so much in hand, and not more often than this; a paused session is only kept alive. */
const IN_HAND_S = 2
const ASK_EVERY_MS = 450
const KEEP_EVERY_MS = 7_000
const RETRY_MS = 2_500
/** A device has said by then which speed it plays at. */
const SETTLED_MS = 8_000

/**
 * `idle` nothing chosen yet, `opening` the device is asked, `playing`, `paused`, `ended` nothing more is recorded,
 * `failed` with `failure` or `problem`, `gone` the session was let go of, or the same person plays elsewhere.
 */
export type Phase = 'idle' | 'opening' | 'playing' | 'paused' | 'ended' | 'failed' | 'gone'

/** One player: a session on the server and the pictures in hand. Leaving the page ends it. */
export function usePlayback(camera: Ref<string>, untilOf: (at_ms: number) => number) {
  const shown = reactive({
    phase: 'idle' as Phase, source: 'kept' as Source, speed: 1 as Speed, position_ms: 0, src: '', at_ms: 0,
    failure: undefined as unknown, problem: '', isWaiting: false,
  })
  let reel = new Reel(0)
  let session = ''
  let run = 0
  let epoch = 0 // grows when what is on its way is of no use any more
  let asking = 0 // on their way
  let asked_ms = 0
  let ticked_ms = performance.now()
  let isAtEnd = false
  let stepsOwed = 0
  let hurried_ms = 0 // when a speed was asked for

  function draw() {
    Object.assign(shown, { position_ms: reel.position_ms, src: reel.current?.src ?? shown.src, at_ms: reel.current?.at_ms ?? shown.at_ms })
  }

  function take(told: Playback) {
    session = told.id
    if (told.run !== run) reel.reset(reel.position_ms)
    run = told.run
    reel.add(told.shots.map((s) => ({ at_ms: toMs(s.at), src: `data:image/jpeg;base64,${s.jpeg}` })))
    isAtEnd = told.state === 'ended' && told.is_end
    if (told.problem) Object.assign(shown, { phase: 'failed', problem: told.problem })
    else if (shown.phase === 'opening' && told.state !== 'opening') shown.phase = told.state === 'paused' ? 'paused' : 'playing'
    if (told.state === 'playing' && !stepsOwed && performance.now() - hurried_ms > SETTLED_MS) shown.speed = told.speed as Speed // no device is hurried beyond what it can
    if (shown.phase === 'failed' && !told.problem) shown.phase = 'playing'
    if (stepsOwed && reel.step(1)) {
      stepsOwed = 0
      void send({ action: 'pause' })
    }
    draw()
  }

  /** Ask the server; what comes back after somebody went elsewhere is left. */
  async function ask(work: () => Promise<Playback>): Promise<void> {
    const mine = epoch
    asking++
    asked_ms = performance.now()
    try {
      const told = await work()
      if (mine !== epoch) return
      Object.assign(shown, { failure: undefined, problem: '' })
      take(told)
    } catch (failure) {
      if (mine !== epoch) return
      if (failure instanceof ApiError && failure.code === 'playback.gone') Object.assign(shown, { phase: 'gone' })
      else Object.assign(shown, { failure, phase: session && failure instanceof ApiError && failure.status === 0 ? shown.phase : 'failed' })
    } finally {
      if (mine === epoch) asking--
    }
  }

  /** What is on its way is of no use any more. */
  function leave() {
    epoch++
    asking = 0
  }

  const send = (steer: Steer) => ask(() => steerPlayback(camera.value, session, steer))

  /** Begin anew: another source, or a session that is over. */
  async function open(source: Source, at_ms: number) {
    leave()
    hurried_ms = performance.now()
    session = ''
    run = 0
    stepsOwed = 0
    reel.reset(at_ms)
    Object.assign(shown, { phase: 'opening', source, failure: undefined, problem: '', position_ms: at_ms })
    await ask(() => beginPlayback(camera.value, source, at_ms, untilOf(at_ms), shown.speed))
  }

  /** Go to a time of the source that is played, or of another one. */
  async function seek(at_ms: number, source: Source = shown.source) {
    if (!session || source !== shown.source || ['gone', 'failed', 'idle'].includes(shown.phase)) return open(source, at_ms)
    leave()
    stepsOwed = 0
    reel.reset(at_ms)
    shown.position_ms = at_ms
    if (shown.phase === 'ended') shown.phase = 'opening'
    await send({ action: 'seek', at_ms, speed: shown.speed })
  }

  function play() {
    if (shown.phase === 'paused') {
      shown.phase = 'playing'
      void send({ action: 'play', speed: shown.speed })
    } else if (['gone', 'failed', 'ended'].includes(shown.phase)) void open(shown.source, shown.position_ms)
  }

  function pause() {
    if (!session || (shown.phase !== 'playing' && shown.phase !== 'opening')) return
    shown.phase = 'paused'
    void send({ action: 'pause' })
  }

  const toggle = () => (shown.phase === 'playing' || shown.phase === 'opening' ? pause() : play())

  function setSpeed(speed: Speed) {
    shown.speed = speed
    hurried_ms = performance.now()
    if (shown.phase === 'playing') void send({ action: 'play', speed })
  }

  /** One picture on or back, standing still. */
  function step(by: 1 | -1) {
    pause()
    if (reel.step(by)) return draw()
    if (by < 0) void seek(reel.position_ms - 4_000)
    else if (session && !isAtEnd) {
      stepsOwed = 1 // nothing in hand: let it run until one comes
      void send({ action: 'play', speed: 1 })
    }
  }

  function tick() {
    const now = performance.now()
    const elapsed_ms = Math.min(1_000, now - ticked_ms)
    ticked_ms = now
    if (shown.phase === 'playing') {
      reel.advance(elapsed_ms, shown.speed)
      shown.isWaiting = reel.isEmpty && !isAtEnd
      if (isAtEnd && reel.isEmpty) shown.phase = 'ended'
      draw()
    } else shown.isWaiting = false
    if (!session || asking || shown.phase === 'gone' || shown.phase === 'failed' || shown.phase === 'ended') return
    const isHungry = shown.phase === 'opening' || stepsOwed || (shown.phase === 'playing' && !isAtEnd && reel.inHand_s(shown.speed) < IN_HAND_S)
    const wait_ms = shown.failure ? RETRY_MS : isHungry ? ASK_EVERY_MS : KEEP_EVERY_MS
    if (now - asked_ms >= wait_ms) void send({ action: 'follow' })
  }

  const whenHidden = () => document.hidden && pause()
  const timer = setInterval(tick, TICK_MS)
  document.addEventListener('visibilitychange', whenHidden)
  onBeforeUnmount(() => {
    leave()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', whenHidden)
    if (session) void steerPlayback(camera.value, session, { action: 'close' }).catch(() => undefined)
  })
  return { shown, open, seek, play, pause, toggle, step, setSpeed }
}
