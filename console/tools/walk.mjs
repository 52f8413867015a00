// Walks the closed loop through the pages as the people would: alarm → acknowledge → dispatch → accept → photo →
// feedback → a second person verifies; and what happens when the server goes away and comes back.
//   node tools/walk.mjs     (starts the mock server itself; `npm run build` must have run)
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { openBrowser } from './browser.mjs'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function startMock(port = '0') {
  const child = spawn(process.execPath, [path.join(HERE, 'mock-api.mjs'), '--port', port], { cwd: path.join(HERE, '..'), stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim()))
    child.once('exit', () => reject(new Error('the mock server ended')))
  })
  return { origin, stop: () => new Promise((resolve) => child.once('exit', resolve) && child.kill()) }
}

let server = await startMock()
const browser = await openBrowser()
const complaints = []
const step = (text) => console.log(`ok  ${text}`)

async function enter(username) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${server.origin}/alarms?view=unacked`)
  await page.fill('#username', username)
  await page.fill('#password', 'demo')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.views')
  return page
}
const dialogButton = (page, name) => page.locator('.el-dialog').getByRole('button', { name, exact: true })

try {
  const duty = await enter('duty')
  assert.match(duty.url(), /\/alarms\?view=unacked$/)
  step('signing in leads to the page that was asked for')

  await duty.waitForSelector('tbody tr')
  const before = Number(await duty.locator('.views b').textContent())
  await duty.keyboard.press('j')
  await duty.keyboard.press('a')
  await duty.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  await duty.keyboard.press('Enter')
  await duty.waitForFunction((n) => Number(document.querySelector('.views b')?.textContent) === n - 1, before)
  step('J, A, Enter acknowledges the worst alarm, and the count follows')

  const rows = await duty.locator('tbody tr').count()
  await duty.locator('thead input').check()
  await duty.getByRole('button', { name: '确认所选' }).click()
  await dialogButton(duty, '确认').click()
  await duty.waitForSelector('text=全部报警均已确认')
  assert.ok(rows > 3)
  step(`three clicks acknowledge the other ${rows}`)

  await duty.goto(`${server.origin}/incidents`)
  await duty.locator('section[aria-label="待派单"] a').first().click()
  const address = new URL(duty.url()).pathname
  await duty.getByRole('button', { name: '派单' }).click()
  await dialogButton(duty, '派单').click()
  await duty.waitForSelector('.el-dialog >> text=请填写派给')
  step('dispatching without a person is refused in words')
  await duty.locator('.el-dialog .el-select').click()
  await duty.locator('.el-select-dropdown__item:visible', { hasText: '黄演示' }).click()
  await dialogButton(duty, '派单').click()
  await duty.waitForSelector('.state >> text=待签收')
  step('dispatched')

  const manager = await enter('manager')
  await manager.goto(server.origin + address)
  await manager.getByRole('button', { name: '签收' }).click()
  await dialogButton(manager, '签收').click()
  await manager.waitForSelector('.state >> text=已签收')
  await duty.waitForSelector('.state >> text=已签收')
  step('accepted; the duty officer’s page follows by itself')

  await manager.locator('.measures input[type=checkbox]').first().check()
  await manager.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PHOTO })
  await manager.locator('.queue input').fill('泄漏法兰')
  await manager.locator('.queue').getByRole('button', { name: '上传照片' }).click()
  await manager.waitForSelector('.shots >> text=泄漏法兰')
  step('photo uploaded with its caption')

  await manager.getByRole('button', { name: '反馈' }).click()
  assert.equal(await manager.locator('.el-dialog .ticks input:checked').count(), 1)
  await manager.locator('.el-dialog textarea').fill('已更换垫片，浓度回落。')
  await dialogButton(manager, '反馈').click()
  await manager.waitForSelector('.state >> text=待复核')
  step('feedback carries the ticked measure and the photo')

  const town = await enter('town')
  await town.goto(server.origin + address)
  await town.getByRole('button', { name: '复核办结' }).click()
  await dialogButton(town, '复核办结').click()
  await town.waitForSelector('.state >> text=已闭环')
  assert.equal(await town.locator('.loop li.done').count(), 7)
  step('a second person verifies; all seven steps are done')

  const { port } = new URL(server.origin)
  await server.stop()
  await duty.waitForSelector('text=已断开，正在重连')
  step('the page says that the server is gone')
  server = await startMock(port)
  await duty.waitForSelector('text=登录', { timeout: 40_000 })
  step('a server that has forgotten the session leads to signing in, back to the same page')
  assert.match(duty.url(), /next=/)
  assert.deepEqual(complaints, [])
} finally {
  await browser.close()
  await server.stop()
}
