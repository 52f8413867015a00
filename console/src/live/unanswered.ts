/** Questions of the open page that got no answer: what they show may be old. They are asked again until they get one. */
import type { Query, QueryClient } from '@tanstack/vue-query'
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

import { ApiError } from '../api/client'
import { queryClient } from '../api/queries'

const AGAIN_MS = 10_000

/** Refused or not there (4xx) is an answer. */
export function isUnanswered({ state, isActive }: Pick<Query, 'state'> & { isActive: () => boolean }): boolean {
  const isRefused = state.error instanceof ApiError && state.error.status >= 400 && state.error.status < 500
  return state.status === 'error' && !isRefused && isActive()
}
const test = (query: Query) => isUnanswered({ state: query.state, isActive: () => query.isActive() })

export const countUnanswered = (client: QueryClient) => client.getQueryCache().getAll().filter(test).length

/** How many there are now. */
export function useUnanswered(): Ref<number> {
  const count = ref(0)
  let stop = () => {}
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    stop = queryClient.getQueryCache().subscribe(() => (count.value = countUnanswered(queryClient)))
    timer = setInterval(() => count.value && void queryClient.refetchQueries({ predicate: test }), AGAIN_MS)
  })
  onBeforeUnmount(() => {
    stop()
    clearInterval(timer)
  })
  return count
}
