/// <reference types="node" />
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

import { calendarEn, calendarZh } from '../src/i18n/calendar'
import { camerasEn } from '../src/i18n/cameras.en'
import { camerasZh } from '../src/i18n/cameras.zh-CN'
import { en as core } from '../src/i18n/en'
import { officeEn } from '../src/i18n/office.en'
import { officeZh } from '../src/i18n/office.zh-CN'
import { pagesEn } from '../src/i18n/pages.en'
import { pagesZh } from '../src/i18n/pages.zh-CN'
import { phoneZh } from '../src/i18n/phone'
import { phoneEn } from '../src/i18n/phone.en'
import { zh as coreZh } from '../src/i18n/zh-CN'
import { describeProblem } from '../src/shell/problems'

// side by side, not merged: a few words of a section are the console's own, the rest of it is in the pack
const zh = { ...coreZh, ...officeZh, ...camerasZh, phone: phoneZh, pages: pagesZh, calendar: calendarZh }
const en = { ...core, ...officeEn, ...camerasEn, phone: phoneEn, pages: pagesEn, calendar: calendarEn }

function flat(tree: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flat(value as object, `${prefix}${key}.`)))),
  )
}
// English says some things twice, for one and for many; Chinese never does.
const slots = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort()

test('English has every message of the Chinese console, with the same blanks to fill', () => {
  const chinese = flat(zh)
  const english = flat(en)
  expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  for (const key of Object.keys(chinese)) expect([key, slots(english[key])]).toEqual([key, slots(chinese[key])])
})

test('an alarm is 报警 on every screen, never 告警', () => {
  expect(Object.values(flat(zh)).filter((text) => text.includes('告警'))).toEqual([])
})

test('health sentences of the server are told in the reader’s words; unknown ones as they are', () => {
  const t = (key: string, named: Record<string, unknown> = {}) => `${key}${Object.values(named).join()}`
  expect(describeProblem('alarms has been silent for 7 s', t)).toBe('health.silenthealth.process.alarms,7')
  expect(describeProblem('gateway has not been heard since this web process started', t)).toBe('health.absenthealth.process.gateway')
  expect(describeProblem('something new', t)).toBe('something new')
})

test('states are called as the server calls them', () => {
  const [, ...rows] = fs.readFileSync(path.resolve(import.meta.dirname, '../../src/anlan/domain/data/state_words.csv'), 'utf8').trim().split('\n').map((row) => row.split(','))
  for (const [pack, column] of [[zh, 2], [en, 3]] as const) expect(pack.stateWord).toEqual(Object.fromEntries(rows.map((row) => [`${row[0]}_${row[1]}`, row[column]])))
})
