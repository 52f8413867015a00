import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

/**
 * The server's time, ticking once a second: ages on screen must not depend on a duty computer whose clock is wrong.
 */
export const useClock = defineStore('clock', () => {
  const offset_ms = ref(0)
  const local_ms = ref(Date.now())
  setInterval(() => (local_ms.value = Date.now()), 1000)

  /** Server time in milliseconds; changes every second. */
  const now_ms = computed(() => local_ms.value + offset_ms.value)

  /** Take the server's idea of now. Network delay makes it late by that much, which is harmless. */
  function agree(server_ms: number) {
    if (!Number.isFinite(server_ms)) return
    offset_ms.value = server_ms - Date.now()
    local_ms.value = Date.now()
  }
  return { now_ms, offset_ms, agree }
})
