import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { ApiError, call } from '../api/client'
import type { Me } from '../api/types'

/** Who is signed in. `undefined`: not asked yet; `null`: nobody. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null | undefined>(undefined)

  async function load(): Promise<void> {
    try {
      me.value = await call<Me>('/api/session')
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) me.value = null
      else throw error
    }
  }

  async function signIn(username: string, password: string): Promise<void> {
    me.value = await call<Me>('/api/session', { method: 'POST', body: { username, password } })
  }

  async function signOut(): Promise<void> {
    await call<void>('/api/session', { method: 'DELETE' }).catch(() => undefined)
    me.value = null
  }

  const may = (permission: string) => me.value?.permissions.includes(permission) ?? false
  const isSignedIn = computed(() => Boolean(me.value))
  return { me, isSignedIn, load, signIn, signOut, may }
})
