// Pictures of every page in light, dark, phone and both languages, each with an axe run. Ends with 1 when axe finds
// something serious or critical, when the console complains, or when a page asks another host for anything.
//   node tools/shots.mjs FOLDER [--origin http://127.0.0.1:8000] [--user duty] [--password demo] [--only alarms,map] [--themes light,dark,phone,en]
// Without --origin it starts the mock server itself on a free port; `npm run build` must have run.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { openBrowser } from './browser.mjs'

const { values: args, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    origin: { type: 'string' }, user: { type: 'string', default: 'duty' }, password: { type: 'string', default: 'demo' },
    only: { type: 'string', default: '' }, themes: { type: 'string', default: 'light,dark,phone,en' },
  },
})
const HERE = path.dirname(fileURLToPath(import.meta.url))
const out = path.resolve(positionals[0] ?? 'shots')
fs.mkdirSync(out, { recursive: true })
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const GRAVE = new Set(['serious', 'critical'])

async function startMock() {
  const child = spawn(process.execPath, [path.join(HERE, 'mock-api.mjs'), '--port', '0'], { cwd: path.join(HERE, '..'), stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim()))
    child.once('exit', () => reject(new Error('the mock server ended')))
  })
  return { origin, stop: () => child.kill() }
}

const server = args.origin ? { origin: args.origin, stop: () => {} } : await startMock()
const browser = await openBrowser()
const problems = []

const THEMES = {
  light: { viewport: { width: 1440, height: 900 }, theme: 'light', language: 'zh-CN' },
  dark: { viewport: { width: 1440, height: 900 }, theme: 'dark', language: 'zh-CN' },
  phone: { viewport: { width: 390, height: 844 }, theme: 'light', language: 'zh-CN', isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  en: { viewport: { width: 1280, height: 800 }, theme: 'light', language: 'en' },
}

async function firstIds(page) {
  return page.evaluate(async () => {
    const get = async (address) => (await (await fetch(address)).json()).items ?? []
    const alarms = await get('/api/alarms?state=open&page_size=200')
    const incidents = await get('/api/incidents?state=all&page_size=200')
    const enterprises = await get('/api/enterprises?page_size=50')
    const alarm = alarms.find((a) => a.grade === 'red' && a.incident_id) ?? alarms[0]
    const incident = incidents.find((i) => i.state === 'handling') ?? incidents[0]
    const closed = incidents.find((i) => i.state === 'closed')
    return { alarm: alarm?.id, incident: incident?.id, closed: closed?.id, enterprise: alarm?.enterprise?.id ?? enterprises[0]?.id }
  })
}

function pagesFor(ids) {
  return [
    { name: 'map', path: '/map', isMap: true },
    { name: 'map-card', path: '/map', isMap: true, then: async (page) => page.locator('aside ol button').first().click() },
    { name: 'map-layers', path: '/map', isMap: true, then: async (page) => { if (await page.locator('.panel .head[aria-expanded=false]').count()) await page.locator('.panel .head').click(); for (const box of await page.locator('.panel input').all()) await box.check(); if (page.viewportSize().width < 800) await page.locator('.panel .head').click() } },
    { name: 'map-replay', path: '/map', isMap: true, then: async (page) => { await page.locator('.tools button').last().click(); await page.waitForSelector('.bar input[type=range]') } },
    { name: 'map-plume', path: '/map', isMap: true, mayFail: true, then: async (page) => { await page.locator('.tools button').nth(2).click(); await page.locator('.canvas').click({ position: { x: 340, y: 300 } }) } },
    { name: 'boundaries', path: '/boundaries' },
    { name: 'import', path: '/import' },
    { name: 'alarms', path: '/alarms' },
    { name: 'alarms-selected', path: '/alarms', then: async (page) => { for (const n of [1, 2]) await page.locator('tbody input[type=checkbox]').nth(n).check() } },
    { name: 'alarms-ack', path: '/alarms', then: async (page) => { await page.locator('tbody a').first().focus(); await page.keyboard.press('a'); await page.waitForSelector('.el-dialog') } },
    { name: 'alarms-empty', path: '/alarms?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA' },
    ids.alarm && { name: 'alarm', path: `/alarms/${ids.alarm}`, full: true },
    { name: 'silences', path: '/silences' },
    { name: 'silences-refuse', path: '/silences', then: async (page) => { await page.locator('td.c-do button').nth(1).click(); await page.waitForSelector('.el-dialog') } },
    { name: 'alarm-missing', path: '/alarms/99999999', mayFail: true },
    { name: 'incidents', path: '/incidents' },
    ids.incident && { name: 'incident', path: `/incidents/${ids.incident}`, full: true },
    ids.closed && { name: 'incident-closed', path: `/incidents/${ids.closed}`, full: true },
    { name: 'enterprises', path: '/enterprises' },
    ids.enterprise && { name: 'enterprise', path: `/enterprises/${ids.enterprise}`, full: true, then: async (page) => page.locator('.points button.small').first().click() },
    ids.enterprise && { name: 'site-plan', path: `/enterprises/${ids.enterprise}`, then: async (page) => { await page.locator('.plan .tools button').first().click(); await page.locator('.plan .mark').first().focus(); await page.keyboard.press('ArrowRight') } },
    { name: 'unknown', path: '/unknown', mayFail: true }, // 403 for those who may not register sources: the page says so
    { name: 'my-notices', path: '/me/notices', full: true },
    { name: 'channels', path: '/notice-channels', mayFail: true },
    { name: 'channels-form', path: '/notice-channels', mayFail: true, then: async (page) => { if (await page.locator('.rows .acts button').count()) await page.locator('.rows .acts button').nth(1).click() } },
    // The mock knows no rosters and no policies: against a real platform (--origin) they are full.
    { name: 'rosters', path: '/rosters', mayFail: true, full: true },
    { name: 'handover', path: '/rosters/1/handover', mayFail: true, full: true },
    { name: 'dispatch', path: '/dispatch', mayFail: true, full: true, then: async (page) => { if (await page.locator('.sim select').count()) { await page.waitForTimeout(500); await page.locator('.sim select').first().selectOption({ index: 0 }); await page.locator('.sim .btn.main').click(); await page.waitForTimeout(800) } } },
    { name: 'rules', path: '/rules?target=kind:nh3_concentration', mayFail: true, full: true },
    { name: 'trends', path: '/trends?points=1,2', mayFail: true },
    { name: 'setup', path: '/setup', mayFail: true },
    { name: 'dispatch-rule', path: '/dispatch', mayFail: true, then: async (page) => { if (await page.locator('.pick').count()) { await page.locator('.pick').first().click(); await page.waitForTimeout(900); const edit = page.locator('td.do button').first(); if (await edit.count()) await edit.click() } } },
    { name: 'silence-form', path: '/silences', mayFail: true, then: async (page) => { if (await page.locator('.head .btn.main').count()) { await page.locator('.head .btn.main').click(); await page.waitForSelector('.el-dialog select option', { state: 'attached' }); await page.locator('.el-dialog select').first().selectOption({ index: 0 }) } } },
    ids.incident && { name: 'incident-convert', path: `/incidents/${ids.incident}`, mayFail: true, then: async (page) => { const b = page.locator('.acts button', { hasText: /转办|Convert/ }); if (await b.count()) { await b.click(); await page.waitForSelector('.el-dialog'); await page.waitForTimeout(600); await page.locator('.el-dialog .segment button').last().click() } } },
    { name: 'account', path: '/account', mayFail: true, full: true },
    { name: 'learning', path: '/learning', mayFail: true, full: true },
    { name: 'm', path: '/m', mayFail: true },
    ids.incident && { name: 'm-order', path: `/m/orders/${ids.incident}`, mayFail: true },
    { name: 'm-report', path: '/m/report', mayFail: true },
    { name: 'm-points', path: '/m/points', mayFail: true },
    { name: 'm-queue', path: '/m/queue', mayFail: true },
    { name: 'offline', path: '/incidents', isOffline: true, then: async (page) => { await page.context().setOffline(true); await page.waitForTimeout(2500) } },
    { name: 'cameras', path: '/cameras', mayFail: true }, // the mock knows no cameras: it shows the error state
    { name: 'review', path: '/review', mayFail: true },
    { name: 'health', path: '/health', mayFail: true }, // only for those who run the platform, and the mock has none
    { name: 'screen', path: '/screen', isMap: true },
    { name: 'search', path: '/alarms', then: async (page) => { await page.keyboard.press('/'); await page.keyboard.type('演示') } },
    { name: 'user-menu', path: '/alarms', then: async (page) => page.locator('.who').click() },
  ].filter(Boolean)
}

async function check(page, label) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES)
  for (const v of violations) {
    const line = `${label}: axe ${v.impact} ${v.id} ×${v.nodes.length} ${v.nodes[0].target} ${v.nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`
    if (GRAVE.has(v.impact)) problems.push(line)
    else console.log(line)
  }
}

async function hasOverflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1 || (document.querySelector('main')?.scrollWidth ?? 0) > (document.querySelector('main')?.clientWidth ?? 0) + 1)
}

async function shoot(context, label, spec) {
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`${label}: page error ${error.message}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !(spec.isOffline && /ERR_INTERNET|Failed to fetch/.test(m.text())) && !(spec.mayFail && /40[34]/.test(m.text()))) problems.push(`${label}: console ${m.text().slice(0, 300)}`)
  })
  page.on('request', (r) => {
    if (!r.url().startsWith(server.origin) && !/^(blob|data):/.test(r.url())) problems.push(`${label}: asks ${r.url()}`)
  })
  await page.goto(server.origin + spec.path)
  await page.waitForTimeout(2600)
  if (spec.isMap) await page.waitForSelector('[data-drawn]', { timeout: 40_000 })
  if (spec.then) {
    await spec.then(page)
    await page.waitForTimeout(1400)
  }
  if (await hasOverflow(page)) problems.push(`${label}: wider than the screen`)
  await page.screenshot({ path: path.join(out, `${label}.png`) })
  if (spec.full) {
    const size = page.viewportSize()
    const height = await page.evaluate(() => document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight + innerHeight)
    if (height > size.height + 4) {
      await page.setViewportSize({ width: size.width, height: Math.min(height, 4000) })
      await page.waitForTimeout(400)
      await page.screenshot({ path: path.join(out, `${label}-full.png`) })
    }
  }
  await check(page, label)
  if (spec.isOffline) await page.context().setOffline(false)
  await page.close()
}

try {
  for (const name of args.themes.split(',')) {
    const { theme, language, ...options } = THEMES[name]
    const context = await browser.newContext({ ...options, locale: language, timezoneId: 'Asia/Shanghai' })
    await context.addInitScript(([t, l]) => {
      localStorage.setItem('anlan.theme', t)
      localStorage.setItem('anlan.language', l)
    }, [theme, language])
    const only = args.only ? new Set(args.only.split(',')) : null
    const page = await context.newPage()
    await page.goto(`${server.origin}/sign-in`)
    await page.waitForSelector('#username')
    if (!only || only.has('sign-in')) {
      await page.screenshot({ path: path.join(out, `${name}-sign-in.png`) })
      await check(page, `${name}-sign-in`)
    }
    await page.fill('#username', args.user)
    await page.fill('#password', args.password)
    await page.click('button[type=submit]')
    await page.waitForSelector('.rail', { timeout: 20_000 })
    const ids = await firstIds(page)
    await page.close()
    for (const spec of pagesFor(ids)) if (!only || only.has(spec.name)) await shoot(context, `${name}-${spec.name}`, spec)
    await context.close()
  }
} finally {
  await browser.close()
  server.stop()
}
for (const line of problems) console.log(`PROBLEM ${line}`)
console.log(problems.length ? `${problems.length} problems` : `no problems; pictures in ${out}`)
process.exitCode = problems.length ? 1 : 0
