import { QueryClient, QueryObserver } from '@tanstack/vue-query'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'

import { call, speak } from '../src/api/client'
import { askAgainInEach } from '../src/api/queries'

function server(status = 200, body: unknown = {}) {
  const asked: Headers[] = []
  vi.stubGlobal('document', { cookie: '' })
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    asked.push(new Headers(init.headers))
    return new Response(JSON.stringify(body), { status })
  })
  return asked
}

afterEach(() => {
  vi.unstubAllGlobals()
  speak('zh-CN')
})

describe('the language of answers', () => {
  test('every call says which one is wanted, commands and uploads too', async () => {
    const asked = server()
    await call('/api/me')
    speak('en')
    await call('/api/alarms/1/actions/ack', { method: 'POST', body: {} })
    await call('/api/photos', { method: 'POST', form: new FormData() })
    expect(asked.map((headers) => headers.get('accept-language'))).toEqual(['zh-CN', 'en', 'en'])
  })

  test('what was answered in one language is asked again in the other', async () => {
    const client = new QueryClient()
    const language = ref('zh-CN')
    askAgainInEach(language, client)
    const answers: string[] = []
    const stop = new QueryObserver(client, { queryKey: ['x'], queryFn: async () => answers.push(language.value), staleTime: Infinity }).subscribe(() => {})
    await vi.waitFor(() => expect(client.getQueryData(['x'])).toBe(1))
    language.value = 'en'
    await nextTick()
    await vi.waitFor(() => expect(client.getQueryData(['x'])).toBe(2))
    expect(answers).toEqual(['zh-CN', 'en'])
    stop()
  })
})
