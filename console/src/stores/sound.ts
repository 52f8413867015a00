import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { orangeTone, redTone, unlock } from '../live/tones'
import { useClock } from './clock'

const LOOP_MS = 2_000
export const MUTE_MS = 10 * 60_000

/** Red repeats until acknowledged, orange sounds once, the other grades are silent. Off until a person clicks. */
export const useSound = defineStore('sound', () => {
  const clock = useClock()
  const isOn = ref(false)
  const isDismissed = ref(false)
  const mutedUntil_ms = ref(0)
  const redWaiting = ref(0)

  const muteLeft_ms = computed(() => Math.max(0, mutedUntil_ms.value - clock.now_ms))
  const isSounding = computed(() => isOn.value && redWaiting.value > 0 && muteLeft_ms.value === 0)

  async function turnOn() {
    await unlock()
    isOn.value = true
    orangeTone()
    if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
  }
  function turnOff() {
    isOn.value = false
    isDismissed.value = true
  }
  function mute() {
    mutedUntil_ms.value = clock.now_ms + MUTE_MS
  }
  function unmute() {
    mutedUntil_ms.value = 0
  }
  function orange() {
    if (isOn.value && muteLeft_ms.value === 0) orangeTone()
  }

  let loop: ReturnType<typeof setInterval> | undefined
  watch(isSounding, (sounding) => {
    clearInterval(loop)
    if (!sounding) return
    redTone()
    loop = setInterval(redTone, LOOP_MS)
  })
  return { isOn, isDismissed, redWaiting, muteLeft_ms, isSounding, turnOn, turnOff, mute, unmute, orange, test: orangeTone }
})
