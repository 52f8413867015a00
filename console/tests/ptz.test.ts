import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { PtzCommand } from '../src/api/cameras'
import { makeHold, RENEW_MS } from '../src/ptz/hold'

const LEFT = { pan: -1, tilt: 0, zoom: 0 }

/** A camera that answers when it is told to. */
function slowCamera() {
  const heard: string[] = []
  const waiting: { done: () => void; fail: (e: Error) => void }[] = []
  const tell = (command: PtzCommand) => {
    heard.push(command.action)
    return new Promise<void>((done, fail) => waiting.push({ done, fail }))
  }
  const settle = async (what: 'done' | 'fail' = 'done') => {
    const one = waiting.shift()
    if (what === 'done') one?.done()
    else one?.fail(new Error('held'))
    await vi.advanceTimersByTimeAsync(0)
  }
  return { heard, tell, settle }
}

describe('press and hold', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('renews while it is held and stops when it is let go', async () => {
    const camera = slowCamera()
    const hold = makeHold(camera.tell, () => {})
    hold.press('left', LEFT)
    await camera.settle()
    await vi.advanceTimersByTimeAsync(RENEW_MS)
    await camera.settle()
    hold.release()
    await camera.settle()
    await vi.advanceTimersByTimeAsync(5 * RENEW_MS)
    expect(camera.heard).toEqual(['move', 'move', 'stop'])
    expect(hold.held.value).toBe('')
  })

  it('never lets a stop overtake the move before it', async () => {
    const camera = slowCamera()
    const hold = makeHold(camera.tell, () => {})
    hold.press('left', LEFT)
    hold.release()
    expect(camera.heard).toEqual(['move'])
    await camera.settle()
    expect(camera.heard).toEqual(['move', 'stop'])
  })

  it('does not pile commands up on a slow line', async () => {
    const camera = slowCamera()
    const hold = makeHold(camera.tell, () => {})
    hold.press('left', LEFT)
    await vi.advanceTimersByTimeAsync(10 * RENEW_MS)
    expect(camera.heard).toEqual(['move'])
  })

  it('ends when it is refused, and tells the camera to stop', async () => {
    const camera = slowCamera()
    const fails = vi.fn()
    const hold = makeHold(camera.tell, fails)
    hold.press('left', LEFT)
    await camera.settle('fail')
    expect(hold.held.value).toBe('')
    expect(camera.heard).toEqual(['move', 'stop']) // it may have been obeyed
    await camera.settle()
    await vi.advanceTimersByTimeAsync(5 * RENEW_MS)
    expect(camera.heard).toEqual(['move', 'stop'])
    expect(fails).toHaveBeenCalledTimes(1)
  })
})
