import { expect, test } from 'vitest'

import { nightlyIn } from '../src/live/newVersion'
import { describeProblem } from '../src/shell/problems'
import { pagesOf } from '../src/shell/pages'
import { DIRECT, homeOf, inOrderOf, railOf } from '../src/shell/roles'

const PAGES = ['/map', '/alarms', '/incidents', '/enterprises', '/registers', '/cameras', '/health', '/other'].map((to) => ({ to }))

test('each role begins where its work is, and loses no page', () => {
  expect([homeOf('duty_officer'), homeOf('admin'), homeOf('enterprise_manager'), homeOf(undefined)]).toEqual(['/map', '/health', '/alarms', '/alarms'])
  for (const role of ['duty_officer', 'leader', 'committee', 'enforcement', 'admin', 'enterprise_operator', undefined]) {
    const found = inOrderOf(role, PAGES)
    expect(found.map((p) => p.to).sort()).toEqual(PAGES.map((p) => p.to).sort())
  }
  expect(inOrderOf('duty_officer', PAGES)[0].to).toBe('/map')
  expect(inOrderOf('admin', PAGES)[0].to).toBe('/health')
  expect(inOrderOf('committee', PAGES).at(-1)!.to).toBe('/other')
})

test('the rail shows what a role needs first, and every other page exactly once behind its group', () => {
  for (const role of ['duty_officer', 'leader', 'committee', 'enforcement', 'town_officer', 'grid_officer', 'admin', 'enterprise_manager', undefined]) {
    const pages = pagesOf(() => true, (key) => key)
    const { direct, groups } = railOf(role, pages)
    expect(direct.length).toBeLessThanOrEqual(DIRECT + 6)
    expect(direct.map((p) => p.to)).toContain(homeOf(role))
    expect([...direct, ...groups.flatMap((g) => g.pages)].map((p) => p.to).sort()).toEqual(pages.map((p) => p.to).sort())
    expect(groups.every((g) => g.pages.length > 1)).toBe(true)
  }
})

test('who may see little is offered little, and judges camera alarms without looking through cameras', () => {
  const pages = pagesOf(() => false, (key) => key).map((p) => p.to)
  expect(pages).toContain('/review')
  expect(pages).not.toContain('/cameras')
  expect(pages).not.toContain('/health')
})

test('the wall begins anew at four in the morning, China time', () => {
  expect(nightlyIn(Date.parse('2026-11-26T03:59:00+08:00'))).toBe(60_000)
  expect(nightlyIn(Date.parse('2026-11-26T04:00:00+08:00'))).toBe(86_400_000)
})

test('what is wrong is said in the language of the page', () => {
  const t = (key: string, named: Record<string, unknown> = {}) => `${key.split('.').at(-1)}(${Object.values(named).join('|')})`
  const said = 'worker: notices: notices are not sent; look at the database (database is locked) | records: deadlines cannot be looked after; look at the database (database is locked)'
  expect(describeProblem(said, t)).toBe('ill(worker()|通知暂时发不出去，正在重试（数据库正忙）；时限检查暂停，正在重试（数据库正忙）)')
  expect(describeProblem(said, t, 'en')).toContain('notices are not sent')
  expect(describeProblem('worker: something new', t)).toBe('ill(worker()|something new)')
})
