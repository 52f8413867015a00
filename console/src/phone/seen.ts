/** Answers of the server that stay readable without it: the newest, or the last one seen and when that was. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { ApiError, call } from '../api/client'
import { useSession } from '../stores/session'
import { keepSeen, lastSeen } from './store'

export interface SeenAnswer<T> {
  data: T
  /** When the server said so. */
  at: string
  isOld: boolean
}

async function ask<T>(person: string, path: string, signal?: AbortSignal): Promise<SeenAnswer<T>> {
  try {
    const data = await call<T>(path, { signal })
    const at = new Date().toISOString()
    await keepSeen({ person, path, at, data })
    return { data, at, isOld: false }
  } catch (error) {
    const kept = error instanceof ApiError && (error.status === 0 || error.status >= 500) ? await lastSeen(person, path) : undefined
    if (!kept) throw error
    return { data: kept.data as T, at: kept.at, isOld: true }
  }
}

/** A question that is asked again every 20 s and whenever the event stream hints at news. */
export function useSeen<T>(path: MaybeRefOrGetter<string>) {
  const session = useSession()
  return useQuery({
    queryKey: ['phone', computed(() => toValue(path))],
    queryFn: ({ signal }) => ask<T>(String(session.me?.id ?? ''), toValue(path), signal),
    enabled: computed(() => toValue(path) !== ''),
    refetchInterval: 20_000,
    retry: false,
  })
}
