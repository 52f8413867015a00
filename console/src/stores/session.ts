import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { ApiError, call } from '../api/client'
import { signInByPasskey } from '../api/passkey'
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

  /** Ways to give the second factor that must follow; none when the person is in. */
  async function signIn(username: string, password: string): Promise<string[]> {
    const answer = await call<Me | { methods: string[] }>('/api/session', { method: 'POST', body: { username, password } })
    if ('methods' in answer) return answer.methods
    me.value = answer
    return []
  }

  async function enterCode(code: string): Promise<void> {
    me.value = await call<Me>('/api/session/code', { method: 'POST', body: { code } })
  }

  async function enterByPasskey(): Promise<void> {
    me.value = await signInByPasskey()
  }

  /** Where the single sign-on's own session is ended; empty for everybody else. */
  async function signOut(): Promise<string> {
    const answer = await call<{ continue_at: string } | undefined>('/api/session', { method: 'DELETE' }).catch(() => undefined)
    me.value = null
    return answer?.continue_at ?? ''
  }

  const may = (permission: string) => me.value?.permissions.includes(permission) ?? false
  const isSignedIn = computed(() => Boolean(me.value))
  return { me, isSignedIn, load, signIn, enterCode, enterByPasskey, signOut, may }
})
