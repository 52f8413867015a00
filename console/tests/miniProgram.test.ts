/// <reference types="node" />
/** The mini-program of `deploy/mini-program`, run against a stand-in of its runtime: it opens the platform and nothing else. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import { beforeEach, expect, test, vi } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../deploy/mini-program')
const require = createRequire(import.meta.url)
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8')
const { pages } = JSON.parse(read('app.json')) as { pages: string[] }
const { origin } = require(path.join(ROOT, 'config.js')) as { origin: string }
const { pathOf, wanted } = require(path.join(ROOT, 'lib/address.js')) as { pathOf: (origin: string, url: unknown) => string | null; wanted: (origin: string, options: object) => string | null }

interface PageObject { data: Record<string, unknown>; setData: (change: object, done?: () => void) => void; [name: string]: unknown }
const wx = { navigateTo: vi.fn(), reLaunch: vi.fn(), showModal: vi.fn(), scanCode: vi.fn() }
/** A page as the runtime makes one: what is handed to `Page`, with data of its own. */
function page(name: string): PageObject & Record<string, (given?: object) => never> {
  let made: PageObject | undefined
  const file = path.join(ROOT, `${name}.js`)
  const Page = (given: PageObject) => {
    made = { ...given, data: { ...given.data }, setData(change, done) { Object.assign(this.data, change); done?.() } }
  }
  vm.runInNewContext(read(`${name}.js`), { Page, wx, require: (wantedFile: string) => require(path.resolve(path.dirname(file), wantedFile)) })
  return made as never
}
beforeEach(() => Object.values(wx).forEach((one) => one.mockReset()))

test.each([
  ['https://anlan.example.invalid/tip', '/tip'], ['https://anlan.example.invalid', '/'], ['https://anlan.example.invalid/s/AB12?x=1', '/s/AB12?x=1'],
  ['https://anlan.example.invalid.evil.example/tip', null], ['https://anlan.example.invalid@evil.example/', null], ['https://anlan.example.invalid//evil.example', null],
  ['https://anlan.example.invalid/\\evil.example', null], ['http://anlan.example.invalid/tip', null], ['javascript:alert(1)', null], [undefined, null], ['', null],
])('the address %s leads to %s', (url, found) => expect(pathOf('https://anlan.example.invalid', url)).toBe(found))

test('a plain code that opens the mini-program names a page of ours, or nothing', () => {
  expect(wanted(origin, { q: encodeURIComponent(`${origin}/sign-in-sheet/7`) })).toBe('/sign-in-sheet/7')
  for (const q of ['https%3A%2F%2Fevil.example%2F', '%E0%A4%A', '//evil.example']) expect(wanted(origin, { q })).toBeNull()
  expect(wanted(origin, { path: encodeURIComponent('//evil.example') })).toBeNull()
  expect(wanted(origin, {})).toBeNull()
})

test('every page has its four files, and every handler that a template names exists', () => {
  for (const name of pages) {
    for (const kind of ['js', 'json', 'wxml', 'wxss']) expect(fs.existsSync(path.join(ROOT, `${name}.${kind}`)), `${name}.${kind}`).toBe(true)
    const made = page(name)
    for (const [, handler] of read(`${name}.wxml`).matchAll(/bind\w+="(\w+)"/g)) expect(typeof made[handler!], `${name}: ${handler}`).toBe('function')
    for (const [, value] of read(`${name}.wxml`).matchAll(/\{\{!?(\w+)/g)) expect(value === 'item' || value! in made.data, `${name}: ${value}`).toBe(true)
  }
})

test('an entry opens its page of the platform', () => {
  const home = page('pages/home/index')
  for (const entry of home.data.entries as { path: string }[]) {
    home.enter!({ currentTarget: { dataset: { path: entry.path } } })
    const asked = wx.navigateTo.mock.lastCall![0].url as string
    const web = page('pages/web/index')
    web.onLoad!({ path: asked.split('path=')[1] })
    expect(web.data.src).toBe(origin + entry.path)
  }
})

test('a foreign code is refused with a word of what to scan', () => {
  const home = page('pages/home/index')
  for (const [result, opens] of [[`${origin}/c/AB12`, 1], ['https://evil.example/c/AB12', 0]] as const) {
    Object.values(wx).forEach((one) => one.mockReset())
    home.scan!()
    ;(wx.scanCode.mock.lastCall![0] as { success: (found: object) => void }).success({ result })
    expect([wx.navigateTo.mock.calls.length, wx.showModal.mock.calls.length]).toEqual([opens, 1 - opens])
  }
})

test('what is shared is a public page, never the page of somebody’s work', () => {
  const web = page('pages/web/index')
  for (const webViewUrl of [`${origin}/m/orders/77`, `${origin}/tip/progress?code=SECRET`, 'https://evil.example/tip']) {
    const { path: shared } = web.onShareAppMessage!({ webViewUrl }) as { path: string }
    expect(shared).toBe('/pages/web/index?path=%2Ftip')
  }
})

test('a page that did not open can be tried again, and an unknown one leads home', () => {
  const web = page('pages/web/index')
  web.onLoad!({ path: '%2Fm' })
  web.onError!()
  expect(web.data.failed).toBe(true)
  web.again!()
  expect(web.data).toMatchObject({ src: `${origin}/m`, failed: false })
  page('pages/web/index').onLoad!({ path: '%2F%2Fevil.example' })
  expect(wx.reLaunch).toHaveBeenCalledWith({ url: '/pages/home/index' })
})
