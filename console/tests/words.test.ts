/// <reference types="node" />
/** Every word that a page can show is in the packs that its route loads: found by walking the imports of each page. */
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

import { calendarZh } from '../src/i18n/calendar'
import { camerasZh } from '../src/i18n/cameras.zh-CN'
import { fileZh } from '../src/i18n/file'
import { figuresZh } from '../src/i18n/figures'
import type { Pack } from '../src/i18n'
import { officeZh } from '../src/i18n/office.zh-CN'
import { pagesZh } from '../src/i18n/pages.zh-CN'
import { phoneZh } from '../src/i18n/phone'
import { workbenchZh } from '../src/i18n/workbench'
import { zh } from '../src/i18n/zh-CN'
import { packsOf, routes } from '../src/router'

const PACKS: Record<Pack, object> = { pages: pagesZh, phone: { phone: phoneZh }, office: officeZh, cameras: camerasZh, figures: { figures: figuresZh }, file: fileZh, workbench: workbenchZh, calendar: { calendar: calendarZh } }
const SRC = path.resolve(import.meta.dirname, '../src')
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g
/** `t('a.b')`, `$te(`a.b.${what}`)`: the key, and whether its end is filled in later. */
const WORD = /(?<![\w.])\$?te?\(\s*(?:[^()'`]*\?\s*)?['`]([a-zA-Z]\w*\.[\w.]*)(\$\{)?/g

function fileOf(from: string, wanted: string): string | undefined {
  const base = path.resolve(path.dirname(from), wanted)
  return [base, `${base}.ts`, `${base}/index.ts`].find((file) => fs.existsSync(file) && fs.statSync(file).isFile())
}
/** A file and all that it imports, now or later; the router leads to other pages and is left out. */
function reached(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry) || !/\.(vue|ts)$/.test(entry) || /\/(i18n\/|router\.ts)/.test(entry)) return seen
  seen.add(entry)
  for (const [, wanted] of fs.readFileSync(entry, 'utf8').matchAll(IMPORT)) {
    const next = fileOf(entry, wanted)
    if (next) reached(next, seen)
  }
  return seen
}
/** A component with messages of its own asks for those. */
const hasOwnWords = (file: string) => /useI18n\(\{/.test(fs.readFileSync(file, 'utf8'))
const wordsIn = (files: Iterable<string>) => [...files].filter((file) => !hasOwnWords(file)).flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(WORD)].map(([, key, blank]) => ({ key: blank ? key.replace(/\.[^.]*$/, '') : key, file: path.relative(SRC, file) })))
const has = (tree: object, key: string) => key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], tree) !== undefined
const knows = (packs: readonly Pack[]) => (key: string) => has(zh, key) || packs.some((pack) => has(PACKS[pack], key))

const FRAME = ['App.vue', 'shell/AppShell.vue', 'components/ConfirmDialog.vue'].map((file) => path.join(SRC, file))
/** Where each route's page is, from the source of the router: what the build makes of `import()` does not tell. */
const SOURCES = new Map([...fs.readFileSync(path.join(SRC, 'router.ts'), 'utf8').matchAll(/path: '([^']+)'.*import\('\.\/([^']+)'\)/g)].map(([, at, file]) => [at, path.join(SRC, file)]))
const pages = routes.filter((route) => SOURCES.has(route.path)).map((route) => ({ path: route.path, packs: packsOf({ meta: route.meta ?? {} }), file: SOURCES.get(route.path)! }))

test('the walk finds pages, imports and words', () => {
  expect(pages.length).toBeGreaterThan(35)
  const map = pages.find((page) => page.path === '/map')!
  expect(map.packs).toEqual([])
  expect([...reached(map.file)].map((file) => path.basename(file))).toEqual(expect.arrayContaining(['CirclePanel.vue', 'QuickHandle.vue']))
  expect(wordsIn(reached(map.file)).map(({ key }) => key)).toContain('atlas.measured')
  expect(knows([])('register.title')).toBe(false)
})

test.each(pages)('$path has its words', ({ packs, file }) => {
  expect(wordsIn(reached(file)).filter(({ key }) => !knows(packs)(key))).toEqual([])
})

test('the frame around every page has its words without any pack', () => {
  const own = new Set(FRAME.flatMap((file) => [...reached(file)]).filter((file) => !/PhoneShell|\/phone\//.test(file)))
  expect(wordsIn(own).filter(({ key }) => !knows([])(key))).toEqual([])
})
