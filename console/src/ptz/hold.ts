import { ref } from 'vue'

import type { PtzCommand, Velocity } from '../api/cameras'

/** A move ends by itself after a second; a held button says it again this often. */
export const RENEW_MS = 400

/**
 * Press and hold. One command is on its way at a time: a stop that overtook a move would leave the camera turning.
 * `tell` sends a command; when it fails the hold ends and `fails` hears why.
 */
export function makeHold(tell: (command: PtzCommand) => Promise<void>, fails: (error: unknown) => void) {
  const held = ref('')
  let velocity: Velocity | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let isOnItsWay = false

  async function send(): Promise<void> {
    if (isOnItsWay) return // said again in a moment, with what is wanted then
    isOnItsWay = true
    const wanted = velocity
    try {
      await tell(wanted ? { action: 'move', ...wanted } : { action: 'stop' })
    } catch (error) {
      end()
      fails(error)
    } finally {
      isOnItsWay = false
      if (wanted && !velocity) void send() // let go meanwhile
    }
  }
  function end(): void {
    clearInterval(timer)
    velocity = undefined
    held.value = ''
  }
  function press(name: string, wanted: Velocity): void {
    clearInterval(timer)
    velocity = wanted
    held.value = name
    timer = setInterval(send, RENEW_MS)
    void send()
  }
  function release(): void {
    if (!velocity) return
    end()
    void send()
  }
  return { held, press, release }
}
