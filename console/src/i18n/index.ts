import { createI18n } from 'vue-i18n'

import type { en } from './en'
import { zh } from './zh-CN'

export type Language = 'zh-CN' | 'en'
/**
 * Words that only some pages need, fetched with them: the map page has a limit (`tools/size.mjs`). Every page but the map,
 * the phone's and those for strangers has the pack `pages`; a route names more in `meta.words`.
 */
export type Pack = 'pages' | 'phone' | 'office' | 'cameras' | 'figures' | 'workbench' | 'calendar' | 'file'

const PACKS: Record<Pack, Record<Language, () => Promise<object>>> = {
  pages: { 'zh-CN': async () => (await import('./pages.zh-CN')).pagesZh, en: async () => (await import('./pages.en')).pagesEn },
  phone: {
    'zh-CN': async () => ({ phone: (await import('./phone')).phoneZh }),
    en: async () => ({ phone: (await import('./phone.en')).phoneEn }),
  },
  cameras: { 'zh-CN': async () => (await import('./cameras.zh-CN')).camerasZh, en: async () => (await import('./cameras.en')).camerasEn },
  figures: {
    'zh-CN': async () => ({ figures: (await import('./figures')).figuresZh }),
    en: async () => ({ figures: (await import('./figures')).figuresEn }),
  },
  calendar: {
    'zh-CN': async () => ({ calendar: (await import('./calendar')).calendarZh }),
    en: async () => ({ calendar: (await import('./calendar')).calendarEn }),
  },
  file: { 'zh-CN': async () => (await import('./file')).fileZh, en: async () => (await import('./file')).fileEn },
  workbench: { 'zh-CN': async () => (await import('./workbench')).workbenchZh, en: async () => (await import('./workbench')).workbenchEn },
  office: { 'zh-CN': async () => (await import('./office.zh-CN')).officeZh, en: async () => (await import('./office.en')).officeEn },
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Language,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh } as { 'zh-CN': typeof zh; en: typeof en },
})

const wanted = new Set<Pack>()
const held = new Set<string>()

/** Packs in the language shown; in Chinese as well, which is what a missing word falls back to. */
export async function loadWords(packs: readonly Pack[]): Promise<void> {
  const languages = new Set<Language>(['zh-CN', ...(i18n.global.availableLocales.filter((l) => l === 'en') as Language[])])
  for (const pack of packs) wanted.add(pack)
  await Promise.all(packs.flatMap((pack) => [...languages].map((language) => fetchPack(pack, language))))
}
async function fetchPack(pack: Pack, language: Language): Promise<void> {
  if (held.has(pack + language)) return
  i18n.global.mergeLocaleMessage(language, await PACKS[pack][language]())
  held.add(pack + language)
}

/** English is fetched when somebody reads it: most never do. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== 'en') return
  if (!i18n.global.availableLocales.includes('en')) i18n.global.setLocaleMessage('en', (await import('./en')).en)
  await Promise.all([...wanted].map((pack) => fetchPack(pack, 'en')))
}
