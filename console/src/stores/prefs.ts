import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { speak } from '../api/client'
import { i18n, loadLanguage, type Language } from '../i18n'

export type Theme = 'light' | 'dark' | 'auto'

function remembered<T extends string>(key: string, allowed: readonly T[], otherwise: T) {
  const saved = localStorage.getItem(`anlan.${key}`) as T | null
  const value = ref<T>(saved && allowed.includes(saved) ? saved : otherwise)
  watch(value, (now) => localStorage.setItem(`anlan.${key}`, now as string))
  return value
}

/** What this browser remembers of its user: appearance, language, single-key shortcuts. */
export const usePrefs = defineStore('prefs', () => {
  const theme = remembered<Theme>('theme', ['light', 'dark', 'auto'], 'auto')
  const language = remembered<Language>('language', ['zh-CN', 'en'], 'zh-CN')
  /** 简洁模式: a list in place of the map, for computers that cannot draw one. */
  const simple = remembered<'on' | 'off'>('simple', ['on', 'off'], 'off')
  const keys = remembered<'on' | 'off'>('keys', ['on', 'off'], 'on')

  const system = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(system.matches)
  system.addEventListener('change', (event) => (systemDark.value = event.matches))
  const isDark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemDark.value))

  watch(isDark, (dark) => document.documentElement.classList.toggle('dark', dark), { immediate: true })
  watch(
    language,
    async (now) => {
      speak(now)
      await loadLanguage(now).catch(() => undefined) // without a network it stays Chinese until next time
      i18n.global.locale.value = now
      document.documentElement.lang = now
    },
    { immediate: true },
  )
  return { theme, language, keys, simple, isDark }
})
