import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { SseParser } from '../src/live/sse'
import { GIVE_UP_MS, openStream, retryDelay_ms, STALE_MS, type Link, type Stream } from '../src/live/stream'

describe('parser', () => {
  test('events come out whole however the bytes are cut', () => {
    const text = ': hi\n\nid: 4\r\nevent: alarm\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: plain\n\nevent: empty\n\n'
    const whole = new SseParser().push(text)
    expect(whole).toEqual([
      { name: 'alarm', data: '{"a":\n1}', id: '4' },
      { name: 'message', data: 'plain', id: '4' },
    ])
    for (let cut = 1; cut < text.length; cut++) {
      const parser = new SseParser()
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual(whole)
    }
  })
})

test('waits double from one second to thirty, half of each by chance', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 20].map((n) => [retryDelay_ms(n, () => 0), retryDelay_ms(n, () => 1)])
  expect(waits.map(([, most]) => most)).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])
  for (const [least, most] of waits) {
    expect(least).toBeGreaterThanOrEqual(1000)
    expect(least).toBeGreaterThanOrEqual(most / 2)
  }
})

/** A server whose connections the test feeds, ends or breaks by hand. */
function fakeServer() {
  const calls: { headers: Record<string, string>; url: string; send: (text: string) => void; end: () => void; fail: () => void }[] = []
  let answer: number | 'down' = 200
  const fetch = ((url: string, init: RequestInit) => {
    if (answer === 'down') return Promise.reject(new TypeError('refused'))
    if (answer !== 200) return Promise.resolve(new Response('', { status: answer }))
    let stream!: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({ start: (c) => void (stream = c) })
    init.signal?.addEventListener('abort', () => stream.error(new DOMException('aborted', 'AbortError')))
    calls.push({
      url, headers: init.headers as Record<string, string>,
      send: (text) => stream.enqueue(new TextEncoder().encode(text)), end: () => stream.close(), fail: () => stream.error(new TypeError('reset')),
    })
    return Promise.resolve(new Response(body, { status: 200 }))
  }) as typeof globalThis.fetch
  return { calls, fetch, becomes: (next: typeof answer) => (answer = next) }
}

describe('stream', () => {
  let server: ReturnType<typeof fakeServer>
  let stream: Stream
  let links: Link[]
  let events: string[]
  let back: number
  let out: number
  const settle = () => vi.advanceTimersByTimeAsync(0)

  beforeEach(async () => {
    vi.useFakeTimers()
    server = fakeServer()
    links = []
    events = []
    back = out = 0
    stream = openStream({
      url: () => '/events', fetch: server.fetch, random: () => 1,
      onLink: (link) => links.at(-1) !== link && links.push(link),
      onEvent: (e) => events.push(e.name), onBack: () => back++, onSignedOut: () => out++,
    })
    await settle()
  })
  afterEach(() => {
    stream.close()
    vi.useRealTimers()
  })

  test('silence turns live into stale, and a heartbeat brings it back', async () => {
    expect(links).toEqual(['connecting', 'live'])
    await vi.advanceTimersByTimeAsync(STALE_MS + 1)
    expect(links.at(-1)).toBe('stale')
    server.calls[0].send(': still here\n\n')
    await settle()
    expect(links.at(-1)).toBe('live')
  })

  test('a connection that stays silent is given up and opened again', async () => {
    await vi.advanceTimersByTimeAsync(GIVE_UP_MS + 1_500)
    expect(server.calls).toHaveLength(2)
    expect(links).toContain('lost')
  })

  test('after a loss it comes back with the last id and asks for everything again', async () => {
    server.calls[0].send('id: 41\nevent: alarm\ndata: {}\n\n')
    await settle()
    server.calls[0].fail()
    await settle()
    expect(links.at(-1)).toBe('lost')
    await vi.advanceTimersByTimeAsync(1_001)
    expect(server.calls[1].headers['last-event-id']).toBe('41')
    expect(links.at(-1)).toBe('live')
    expect(back).toBe(1)
  })

  test('the id of hello does not skip what was missed and is still to come', async () => {
    server.calls[0].send('id: 10\nevent: hello\ndata: {}\n\nid: 11\nevent: alarm\ndata: {}\n\n')
    await settle()
    server.calls[0].fail()
    await vi.advanceTimersByTimeAsync(1_001)
    server.calls[1].send('id: 50\nevent: hello\ndata: {}\n\n')
    await settle()
    server.calls[1].fail()
    await vi.advanceTimersByTimeAsync(2_001)
    expect(server.calls[2].headers['last-event-id']).toBe('11')
  })

  test('while the server is down the tries grow apart and never stop', async () => {
    server.becomes('down')
    server.calls[0].fail()
    await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 3 * 30_000)
    server.becomes(200)
    await vi.advanceTimersByTimeAsync(30_001)
    expect(server.calls).toHaveLength(2)
    expect(links.at(-1)).toBe('live')
  })

  test('a long connection that the server ends in good order is renewed without alarm', async () => {
    for (let n = 0; n < 3; n++) {
      await vi.advanceTimersByTimeAsync(10_000)
      server.calls[0].send(': still here\n\n')
    }
    await settle()
    server.calls[0].end()
    await settle()
    expect(server.calls).toHaveLength(2)
    expect(links).not.toContain('lost')
    expect(back).toBe(0)
  })

  test('asking for other points reconnects at once and loses nothing', async () => {
    server.calls[0].send('id: 7\nevent: alarm\ndata: {}\n\n')
    await settle()
    stream.reopen()
    await settle()
    expect(server.calls[1].headers['last-event-id']).toBe('7')
    expect(links).not.toContain('lost')
  })

  test('an ended session stops the tries and says so', async () => {
    server.becomes(401)
    server.calls[0].fail()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(out).toBe(1)
    expect(server.calls).toHaveLength(1)
  })
})
