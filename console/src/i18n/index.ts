import { createI18n } from 'vue-i18n'

import type { en } from './en'
import { zh } from './zh-CN'

export type Language = 'zh-CN' | 'en'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Language,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh } as { 'zh-CN': typeof zh; en: typeof en },
})

/** English is fetched when somebody reads it: most never do, and the map page has a limit of 600 KB. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== 'en' || i18n.global.availableLocales.includes('en')) return
  i18n.global.setLocaleMessage('en', (await import('./en')).en)
}
