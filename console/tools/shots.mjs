// Pictures of every page in light, dark, on a phone and in English, each with an axe run, from the demo that runs at
// --origin or, where none does, from one started for it. Ends with 1 when axe finds something serious or critical, when
// the console complains, when a page is wider than its screen, or when it asks another machine for anything.
//   npm run shots [-- --origin http://127.0.0.1:8000 --accounts ../data/demo/handover.json --only alarms,map --themes light,en --kept --full]
// docs/screens gets the picture of each page that pages.json names under "keep"; docs/screens/all, which Git ignores, all.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { openBrowser } from './browser.mjs'
import { answers, startDemo } from './demo.mjs'
import { STATES } from './states.mjs'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const ROOT = path.join(HERE, '..', '..')
const data = process.env.ANLAN_DATA ?? path.join(ROOT, 'data')
const { values: args } = parseArgs({
  options: {
    origin: { type: 'string', default: `http://127.0.0.1:${process.env.ANLAN_HTTP_PORT ?? 8000}` },
    accounts: { type: 'string', default: path.join(data, 'demo', 'handover.json') },
    out: { type: 'string', default: path.join(ROOT, 'docs', 'screens') },
    only: { type: 'string', default: '' }, themes: { type: 'string', default: 'light,dark,phone,en' },
    kept: { type: 'boolean', default: false }, // only those that are committed
    now: { type: 'boolean', default: false }, // whatever is there
    full: { type: 'boolean', default: false }, // the whole length of long pages, to be looked at
  },
})
const { pages: ofConsole, public: ofPublic, ids: LOOK_UP } = JSON.parse(fs.readFileSync(path.join(HERE, 'pages.json'), 'utf8'))
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const GRAVE = new Set(['serious', 'critical'])
const LARGEST_BYTES = 150_000
const DESK = { width: 1440, height: 900 }
const THEMES = {
  light: { viewport: DESK, theme: 'light', language: 'zh-CN' },
  dark: { viewport: DESK, theme: 'dark', language: 'zh-CN' },
  phone: { viewport: { width: 390, height: 844 }, theme: 'light', language: 'zh-CN', isMobile: true, hasTouch: true },
  en: { viewport: { width: 1280, height: 800 }, theme: 'light', language: 'en' },
}
const pages = [...ofConsole, ...ofPublic.map((p) => ({ as: '', main: 'h1', ...p }))]
const only = args.only ? new Set(args.only.split(',')) : null
const isWanted = (spec) => !only || only.has(spec.name)
const ofPage = (name) => pages.find((p) => p.name === name)
const scenes = [...pages, ...STATES.map((s) => ({ ...ofPage(s.of), keep: undefined, ...s, path: ofPage(s.of).path + (s.query ?? '') }))]
const problems = []
const all = path.join(args.out, 'all')
fs.mkdirSync(all, { recursive: true })

const own = (await answers(args.origin)) ? null : await startDemo(ROOT)
Object.assign(args, own && { origin: own.origin, accounts: own.accounts })
if (own) console.log(`a demo of its own at ${own.origin}`)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (own?.stop() ?? Promise.resolve()).finally(() => process.exit(130)))
// One browser a language: the form of its date fields is the browser's own, whatever language a page asks for.
const browsers = { 'zh-CN': await openBrowser('zh-CN'), en: await openBrowser('en-GB') }
const browser = browsers['zh-CN']
const accounts = JSON.parse(fs.readFileSync(args.accounts, 'utf8')).accounts

/** Sign in through the form; the cookies serve every theme. */
async function signIn(role) {
  const account = accounts.find((a) => a.role === role)
  if (!account) throw new Error(`no account of the role ${role} in ${args.accounts}`)
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${args.origin}/sign-in`)
  await page.fill('#username', account.username)
  await page.fill('#password', account.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.rail, .phone', { timeout: 60_000 })
  const held = { storageState: await context.storageState(), ids: await idsOf(page) }
  await context.close()
  return held
}

/** Something to look at for each {name} in a path, as this role sees it. */
async function idsOf(page) {
  return page.evaluate(async (lookUp) => {
    const items = async (address) => { const told = await (await fetch(address)).json(); return told.items ?? told }
    const found = {}
    for (const [name, addresses] of Object.entries(lookUp))
      for (const address of addresses) found[name] ??= (await items(address).catch(() => []))[0]?.id
    const enterprise = found.enterprise && (await (await fetch(`/api/enterprises/${found.enterprise}`)).json())
    found.points = (enterprise?.points ?? []).slice(0, 3).map((p) => p.id).join()
    return found
  }, LOOK_UP)
}

const filled = (address, ids) => address.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '')

async function check(page, label) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((rules) => /** @type {any} */ (window).axe.run(document, { runOnly: rules }), RULES)
  for (const v of violations) {
    const line = `${label}: axe ${v.impact} ${v.id} ×${v.nodes.length} ${v.nodes[0].target} ${v.nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`
    if (GRAVE.has(v.impact)) problems.push(line)
    else console.log(line)
  }
  const isWide = await page.evaluate(() => [document.documentElement, document.querySelector('main')].some((e) => e && e.scrollWidth > Math.min(e.clientWidth, innerWidth) + 1))
  if (isWide) problems.push(`${label}: wider than the screen`)
  // what hangs over the left edge can not even be scrolled to, and makes nothing wider
  const cut = await page.evaluate(() => [...document.querySelectorAll('a, button, input, select')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().left < -1).map((e) => e.textContent?.trim() || e.tagName))
  if (cut.length) problems.push(`${label}: beyond the left edge: ${cut.slice(0, 5).join(', ')}`)
}

function watch(page, label, spec) {
  const mayFail = spec.isOffline || spec.isFailed || !spec.as
  page.on('pageerror', (error) => problems.push(`${label}: page error ${error.message}`))
  page.on('console', (m) => m.type() === 'error' && !mayFail && problems.push(`${label}: console ${m.text().slice(0, 300)} ${m.location().url}`))
  page.on('request', (r) => /^(blob|data):/.test(r.url()) || r.url().startsWith(args.origin) || problems.push(`${label}: asks ${r.url()}`))
}

/** WebP, of a quality at which it stays small. */
async function picture(page, file) {
  const session = await page.context().newCDPSession(page)
  for (const quality of [80, 60, 40]) {
    const { data: text } = await session.send('Page.captureScreenshot', { format: 'webp', quality, optimizeForSpeed: false })
    fs.writeFileSync(file, Buffer.from(text, 'base64'))
    if (fs.statSync(file).size <= LARGEST_BYTES) break
  }
  await session.detach()
}

async function wholeLength(page) {
  const size = page.viewportSize()
  const height = await page.evaluate(() => { const m = document.querySelector('main'); return m ? m.scrollHeight - m.clientHeight + innerHeight : innerHeight })
  if (height <= size.height + 4) return
  await page.setViewportSize({ width: size.width, height: Math.min(height, 4000) })
  await page.waitForTimeout(400)
}

async function shoot(context, theme, spec, ids) {
  const label = `${spec.name}-${theme}`
  if (/\{(\w+)\}/.test(spec.path) && [...spec.path.matchAll(/\{(\w+)\}/g)].some(([, id]) => !ids[id])) return console.log(`${label}: nothing to show yet on ${spec.path}`)
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  try {
    watch(page, label, spec)
    if (spec.isFailed) await page.route(/\/api\/(?!session|events)/, (route) => route.fulfill({ status: 500, json: {} }))
    await page.goto(args.origin + filled(spec.path, ids))
    await page.waitForSelector(spec.drawn ?? spec.main ?? 'main h1, main .state', { state: 'attached' })
    await page.waitForFunction(() => !document.querySelector('main .skeleton, main [aria-busy=true], main .bone'))
    await page.waitForTimeout(spec.settle_ms ?? 1200)
    if (spec.act) { await spec.act(page); await page.waitForTimeout(1000) }
    if (args.full) await wholeLength(page)
    await picture(page, path.join(all, `${label}.webp`))
    if (spec.keep === theme) fs.copyFileSync(path.join(all, `${label}.webp`), path.join(args.out, `${spec.name}.webp`))
    await check(page, label)
  } catch (error) {
    problems.push(`${label}: ${error.message.split('\n')[0]}`)
    await page.screenshot({ path: path.join(all, `${label}-problem.png`) }).catch(() => {})
  } finally {
    if (spec.isOffline) await context.setOffline(false)
    await page.close()
  }
}

/** A demo fills its ledgers for some minutes after its start; pictures of empty ones would say nothing. */
async function ledgersAreFull() {
  const { storageState } = await signIn('leader')
  const context = await browser.newContext({ storageState })
  const count = async () => {
    const told = await (await context.request.get(`${args.origin}/api/registers`)).json()
    return told.reduce((sum, one) => sum + one.open, 0)
  }
  for (let before = -1, now = await count(), tries = 0; tries < 40 && (now < 100 || now !== before); tries += 1) {
    if (!tries) console.log('waiting until the ledgers are full')
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    before = now
    now = await count()
  }
  await context.close()
}

try {
  if (!args.now) await ledgersAreFull()
  for (const role of new Set(scenes.filter(isWanted).map((s) => s.as))) {
    const { storageState, ids } = role ? await signIn(role) : { ids: {} }
    for (const name of args.themes.split(',')) {
      const { theme, language, ...options } = THEMES[name]
      const context = await browsers[language].newContext({ ...options, storageState, locale: language, timezoneId: 'Asia/Shanghai' })
      await context.addInitScript(([t, l]) => { localStorage.setItem('anlan.theme', t); localStorage.setItem('anlan.language', l) }, [theme, language])
      for (const spec of scenes) if (isWanted(spec) && spec.as === role && (!args.kept || spec.keep === name)) await shoot(context, name, spec, ids)
      await context.close()
    }
  }
} finally {
  for (const one of Object.values(browsers)) await one.close()
  await own?.stop()
}
for (const line of problems) console.log(`PROBLEM ${line}`)
console.log(problems.length ? `${problems.length} problems; pictures in ${args.out}` : `no problems; pictures in ${args.out}`)
process.exitCode = problems.length ? 1 : 0
