import { expect, test } from 'vitest'

import { alarmTitle, incidentTitle } from '../src/titles'

const alarm = { title: '氨气浓度 高高报（HH）', kind: 'nh3_concentration', kind_name_en: 'Ammonia', rule: 'limit', label: 'HH' }

test('a Chinese reader gets the title of the record, an English one a title in English', () => {
  expect(alarmTitle(alarm, 'zh-CN')).toBe('氨气浓度 高高报（HH）')
  expect(alarmTitle(alarm, 'en')).toBe('Ammonia: high-high alarm (HH)')
})

test.each([
  [{ rule: 'limit', label: 'H', alarm_name_en: 'Passage blocked (video)' }, 'Passage blocked (video)'],
  [{ rule: 'offline', label: 'GATEWAY' }, 'Ammonia: offline'],
  [{ rule: 'voting', label: 'HH' }, 'Ammonia: voted high-high alarm (HH)'],
  [{ rule: 'voting', label: 'HH-DEGRADED' }, 'Ammonia: voting degraded, some points are bad (HH)'],
  [{ rule: 'limit', label: 'X' }, 'Ammonia: alarm (X)'],
  [{ rule: 'limit', label: 'H', kind_name_en: '', kind: 'acme_kind' }, 'acme_kind: high alarm (H)'],
  [{ rule: 'limit', label: 'H', kind_name_en: '', kind: '' }, 'Unregistered point: high alarm (H)'],
])('%o is called %s', (change, title) => {
  expect(alarmTitle({ ...alarm, ...change }, 'en')).toBe(title)
})

test('a work order is called after its place and the alarm that names it', () => {
  const incident = { title: '氨机房 氨气浓度 高高报（HH）', title_parts: alarm, place: '氨机房', enterprise: null }
  expect(incidentTitle(incident, 'zh-CN')).toBe(incident.title)
  expect(incidentTitle(incident, 'en')).toBe('氨机房 Ammonia: high-high alarm (HH)')
  expect(incidentTitle({ ...incident, title_parts: null }, 'en')).toBe(incident.title)
})
