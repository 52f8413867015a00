import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { ApiError, call } from '../api/client'
import { signInByPasskey } from '../api/passkey'
import type { Me } from '../api/types'

const KEPT = 'anlan.me'

/** Who is signed in. `undefined`: not asked yet; `null`: nobody. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null | undefined>(undefined)

  /** True while the server has not been asked yet and `me` is who this phone last knew. */
  const isRemembered = ref(false)
  watch(me, (now) => {
    if (now) localStorage.setItem(KEPT, JSON.stringify({ ...now, csrf_token: '' }))
    else if (now === null) localStorage.removeItem(KEPT)
  })

  async function load(): Promise<void> {
    try {
      me.value = await call<Me>('/api/session')
      isRemembered.value = false
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) me.value = null
      else throw error
    }
  }

  /** Without a network, go on as whoever was signed in here last; the server still judges every command. */
  function remember(): void {
    const kept = localStorage.getItem(KEPT)
    if (!kept) return
    me.value = JSON.parse(kept) as Me
    isRemembered.value = true
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
  return { me, isSignedIn, isRemembered, remember, load, signIn, enterCode, enterByPasskey, signOut, may }
})
