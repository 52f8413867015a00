import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { ApiError } from './api/client'
import { asValue } from './format'
import { usePrefs } from './stores/prefs'
import { alarmTitle, incidentTitle } from './titles'

/** True once `source` has been true for `ms`: short waits show nothing at all. */
export function useDelayed(source: () => boolean, ms = 300): Ref<boolean> {
  const shown = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    source,
    (now) => {
      clearTimeout(timer)
      if (now) timer = setTimeout(() => (shown.value = true), ms)
      else shown.value = false
    },
    { immediate: true },
  )
  onBeforeUnmount(() => clearTimeout(timer))
  return shown
}

const TYPING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=combobox]'

/**
 * Single-key shortcuts of a page. Ignored while typing, with a modifier, behind a dialog, and when the user has
 * switched them off (WCAG 2.1.4).
 */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const prefs = usePrefs()
  function onKey(event: KeyboardEvent) {
    if (prefs.keys === 'off' || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return
    const target = event.target as HTMLElement
    if (target.matches?.(TYPING) || document.querySelector('[aria-modal=true]:not([style*="display: none"])')) return
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    if (event.key === 'Enter' && target.matches?.('a, button, input, summary')) return
    act(event)
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}

const ROLES_EN: Record<string, string> = {
  系统管理员: 'Administrator', 值班员: 'Duty officer', 领导: 'Leader', 专委办: 'Committee office', '乡镇(街道)安监员': 'Town officer', '乡镇（街道）安监员': 'Town officer', 网格员: 'Grid officer', 执法员: 'Enforcement',
  企业安全管理员: 'Site safety manager', 企业主要负责人: 'Site principal', 企业岗位人员: 'Site operator',
}

/** Durations, ages, roles, titles and errors in the reader's language. */
export function useSpeech() {
  const { t, te, locale } = useI18n()
  /** 12 秒 · 5 分钟 · 3 小时 · 2 天 4 小时 */
  function spoken(ms: number): string {
    const s = Math.max(0, Math.round(ms / 1000))
    if (s < 60) return t('common.seconds', { n: s })
    if (s < 3600) return t('common.minutes', { n: Math.floor(s / 60) })
    if (s < 86_400) return t('common.hours', { n: Math.floor(s / 3600) })
    return t('common.days', { d: Math.floor(s / 86_400), h: Math.floor((s % 86_400) / 3600) })
  }
  /** What went wrong, in words the reader can act on; the server's own sentence comes first. */
  function why(error: unknown): string {
    if (!(error instanceof ApiError)) return t('error.server')
    if (error.status === 0) return t('error.unreachable')
    if (error.message) {
      const fields = Object.values(error.fields)
      return fields.length ? `${error.message} ${fields.join(' ')}` : error.message
    }
    if (error.status === 403) return t('error.forbidden')
    if (error.status === 404) return t('error.notFound')
    return t('error.server')
  }
  /** A role as the reader calls it; records carry its Chinese name. */
  function roleOf(name: string | null | undefined): string {
    return locale.value === 'en' ? (ROLES_EN[name ?? ''] ?? name ?? '') : (name ?? '')
  }
  /** A reading in the reader's words: a state by its name (断线, Running), everything else by its number. */
  function readingOf(value: number | null | undefined, unit: string, kind = ''): string {
    const key = `stateWord.${kind}_${value}`
    return unit === 'state' && te(key) ? t(key) : asValue(value, unit)
  }
  const titleOf = (alarm: Parameters<typeof alarmTitle>[0]) => alarmTitle(alarm, locale.value)
  const orderTitleOf = (incident: Parameters<typeof incidentTitle>[0]) => incidentTitle(incident, locale.value)
  return { t, spoken, why, roleOf, readingOf, titleOf, orderTitleOf }
}

/** Do something unimportant when the browser has nothing better to do; when it fails, nobody misses it. */
export function whenIdle(work: () => Promise<unknown>): void {
  const attempt = () => void work().catch(() => undefined)
  if ('requestIdleCallback' in window) requestIdleCallback(attempt, { timeout: 3_000 })
  else setTimeout(attempt, 1_500)
}

/** Whether the browser believes it has a network. */
export function useOnline(): Ref<boolean> {
  const online = ref(navigator.onLine)
  const update = () => (online.value = navigator.onLine)
  onMounted(() => {
    addEventListener('online', update)
    addEventListener('offline', update)
  })
  onBeforeUnmount(() => {
    removeEventListener('online', update)
    removeEventListener('offline', update)
  })
  return online
}

/** Is the window at most this wide? */
export function useNarrow(width_px = 760): Ref<boolean> {
  const query = matchMedia(`(max-width: ${width_px}px)`)
  const narrow = ref(query.matches)
  const update = () => (narrow.value = query.matches)
  onMounted(() => query.addEventListener('change', update))
  onBeforeUnmount(() => query.removeEventListener('change', update))
  return narrow
}
