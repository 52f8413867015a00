/**
 * The one event stream of the page, with an honest state.
 *
 * It is read with `fetch` rather than `EventSource`: so heartbeats count as a sign of life, an ended session (401) is
 * told apart from a lost server, and the back-off is ours. `Last-Event-ID` lets the server fill a short gap; after a
 * loss the caller fetches everything again, because what happened in between may not have been seen.
 */
import { SseParser, type SseEvent } from './sse'

export type Link = 'connecting' | 'live' | 'stale' | 'lost'

export const STALE_MS = 30_000
export const GIVE_UP_MS = 60_000
/** A connection that lived this long and then ended was ended on purpose. */
export const ORDERLY_MS = 20_000
export const RETRY_MS_MIN = 1_000
export const RETRY_MS_MAX = 30_000

export interface StreamOptions {
  url: () => string
  onEvent: (event: SseEvent) => void
  onLink: (link: Link) => void
  /** Anything arrived, heartbeats included. */
  onHeard?: () => void
  /** The stream is back after a loss. */
  onBack: () => void
  onSignedOut: () => void
  fetch?: typeof globalThis.fetch
  random?: () => number
}

export interface Stream {
  /** Connect again now, with the current address; nothing is lost in between. */
  reopen: () => void
  close: () => void
}

/** Wait before try number `attempt` (0 = first): doubles from 1 s to 30 s, half of it by chance. */
export function retryDelay_ms(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** attempt)
  return Math.max(RETRY_MS_MIN, full * (0.5 + 0.5 * random()))
}

export function openStream(options: StreamOptions): Stream {
  const { url, onEvent, onLink, onHeard, onBack, onSignedOut } = options
  const doFetch = options.fetch ?? globalThis.fetch.bind(globalThis)
  let lastId: string | null = null
  let attempt = 0
  let wasLost = false
  let isClosed = false
  let abort = new AbortController()
  let wake: () => void = () => {}
  let staleTimer: ReturnType<typeof setTimeout> | undefined
  let deadTimer: ReturnType<typeof setTimeout> | undefined

  function stopTimers() {
    clearTimeout(staleTimer)
    clearTimeout(deadTimer)
  }

  function heard() {
    onLink('live')
    onHeard?.()
    stopTimers()
    staleTimer = setTimeout(() => onLink('stale'), STALE_MS)
    // a half-open connection never ends by itself
    deadTimer = setTimeout(() => abort.abort('silent'), GIVE_UP_MS)
  }

  /** Read until the connection ends; true when the server ended it in good order after a while. */
  async function readOnce(): Promise<boolean> {
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (lastId !== null) headers['last-event-id'] = lastId
    const response = await doFetch(url(), { headers, signal: abort.signal, cache: 'no-store', credentials: 'same-origin' })
    if (response.status === 401 || response.status === 403) {
      isClosed = true
      onSignedOut()
      return false
    }
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`)
    const opened_at = performance.now()
    attempt = 0
    heard()
    if (wasLost) onBack()
    wasLost = false
    const parser = new SseParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return performance.now() - opened_at > ORDERLY_MS
      heard()
      for (const event of parser.push(value)) {
        // `hello` names the newest id; what was missed before it is still on its way
        if (event.id !== null && (event.name !== 'hello' || lastId === null)) lastId = event.id
        onEvent(event)
      }
    }
  }

  async function run() {
    onLink('connecting')
    while (!isClosed) {
      abort = new AbortController()
      let isOrderly = false
      try {
        isOrderly = await readOnce()
      } catch {
        // the reason does not matter: only a new connection helps
      }
      stopTimers()
      if (isClosed) return
      // the server ends long connections to look up rights anew: Last-Event-ID fills the gap, nobody need worry
      if (isOrderly || abort.signal.reason === 'reopen') continue
      wasLost = true
      onLink('lost')
      const wait_ms = retryDelay_ms(attempt++, options.random)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait_ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  void run()
  return {
    reopen() {
      abort.abort('reopen')
      wake()
    },
    close() {
      isClosed = true
      stopTimers()
      abort.abort('closed')
      wake()
    },
  }
}
