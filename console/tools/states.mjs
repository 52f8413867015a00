// What a page looks like after somebody did something on it: dialogs, layers, menus. Each names its page of pages.json.
const press = (selector) => async (page) => page.locator(selector).first().click()
const named = (where, name) => async (page) => page.locator(where).getByRole('button', { name }).first().click()

/** keep: the picture that is committed, as in pages.json; without one it is taken and looked at only. */
export const STATES = [
  { name: 'map-card', of: 'map', keep: 'light', act: press('aside ol button') },
  { name: 'map-layers', of: 'map', act: openLayers },
  { name: 'map-horns', of: 'map', act: async (page) => { await openLayers(page); await page.waitForSelector('.horns p'); await page.waitForTimeout(1500) } },
  { name: 'map-replay', of: 'map', act: async (page) => { await page.locator('.tools').getByRole('button', { name: /^(回放|Replay)$/ }).click(); await page.waitForSelector('.bar input[type=range]') } },
  { name: 'map-plume', of: 'map', act: async (page) => { await page.locator('.tools button').nth(2).click(); await page.locator('.canvas').click({ position: page.viewportSize().width < 800 ? { x: 150, y: 120 } : { x: 500, y: 300 } }) } },
  { name: 'alarms-empty', of: 'alarms', query: '?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA' },
  { name: 'alarms-selected', of: 'alarms', act: async (page) => { for (const n of [1, 2]) await page.locator('tbody input[type=checkbox]').nth(n).check() } },
  { name: 'alarms-acknowledge', of: 'alarms', act: async (page) => { await page.locator('tbody a').first().focus(); await page.keyboard.press('a'); await page.waitForSelector('.el-dialog') } },
  { name: 'search', of: 'alarms', act: async (page) => { await page.keyboard.press('/'); await page.keyboard.type('冷') } },
  { name: 'user-menu', of: 'alarms', act: press('.who') },
  { name: 'keys', of: 'alarms', act: async (page) => page.keyboard.press('?') },
  { name: 'silence-form', of: 'silences', act: press('.head .btn.main') },
  { name: 'incident-convert', of: 'incident', act: async (page) => { await named('.acts', /转办|Convert/)(page); await page.waitForTimeout(600); await page.locator('.el-dialog .segment button').last().click() } },
  { name: 'site-plan', of: 'enterprise', act: async (page) => page.locator('.plan').scrollIntoViewIfNeeded() },
  { name: 'dispatch-rule', of: 'dispatch', act: async (page) => { await page.locator('.pick').first().click(); await page.waitForTimeout(900); await page.locator('td.do button').first().click() } },
  { name: 'broadcast-speak', of: 'broadcasts', act: named('main', /^(广播|Speak)$/) },
  { name: 'superiors', of: 'gb28181', query: '?side=above' },
  { name: 'merge-chosen', of: 'merges', act: chooseTwo },
  { name: 'rules-draft', of: 'rules', act: async (page) => page.getByRole('button', { name: /起草修改|Draft/ }).first().click() },
  { name: 'trends-curves', of: 'trends', query: '?points={points}', keep: 'dark', act: async (page) => { await page.locator('.segment button').first().click(); await page.waitForTimeout(1500) } },
  { name: 'offline', of: 'incidents', isOffline: true, act: async (page) => { await page.context().setOffline(true); await page.waitForTimeout(3000) } },
  { name: 'failed', of: 'incidents', isFailed: true, drawn: 'main [role=alert]' },
]

/** Two enterprises in the form that asks for a merge: what each says, field by field. */
async function chooseTwo(page) {
  for (const n of [0, 1]) {
    await page.locator('form .el-select').nth(n).click()
    await page.locator('.el-select-dropdown__item:visible').nth(n).click()
    await page.waitForTimeout(600)
  }
  await page.locator('form table').waitFor()
}

async function openLayers(page) {
  const head = page.locator('.panel .head')
  if (await page.locator('.panel .head[aria-expanded=false]').count()) await head.click()
  for (const box of await page.locator('.panel input').all()) await box.check()
  if (page.viewportSize().width < 800) await head.click()
}
