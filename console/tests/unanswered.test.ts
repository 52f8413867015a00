import { QueryClient, QueryObserver } from '@tanstack/vue-query'
import { expect, it } from 'vitest'

import { ApiError } from '../src/api/client'
import { countUnanswered } from '../src/live/unanswered'

async function asked(client: QueryClient, queryKey: string[], queryFn: () => Promise<unknown>): Promise<() => void> {
  const observer = new QueryObserver(client, { queryKey, queryFn, retry: false })
  const stop = observer.subscribe(() => {})
  await observer.refetch()
  return stop
}

it('counts what is on the page and got no answer; a refusal is one, and so is an answer at last', async () => {
  const client = new QueryClient()
  let isDown = true
  await asked(client, ['alarms'], () => (isDown ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve([])))
  await asked(client, ['secret'], () => Promise.reject(new ApiError(403, 'forbidden', '')))
  const leave = await asked(client, ['left'], () => Promise.reject(new TypeError('Failed to fetch')))
  expect(countUnanswered(client)).toBe(2)
  leave()
  expect(countUnanswered(client)).toBe(1)
  isDown = false
  await client.refetchQueries({ queryKey: ['alarms'] })
  expect(countUnanswered(client)).toBe(0)
})
