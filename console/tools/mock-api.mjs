// A stand-in for the platform while developing the console: the HTTP API and the event stream, in memory, no network.
//   node tools/mock-api.mjs [--port 4581] [--dist ../src/anlan/web/static/console]
// Any password works for the accounts duty, leader, town, manager, grid, admin; the password "wrong" is refused.
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { parseArgs } from 'node:util'
import zlib from 'node:zlib'

import { iso, makeWorld, measuresFor, PEOPLE, person, permissionsOf, ref, setNext, valueAt } from './mock-data.mjs'

const { values: args } = parseArgs({ options: { port: { type: 'string', default: '4581' }, dist: { type: 'string', default: '../src/anlan/web/static/console' } } })
const DIST = path.resolve(args.dist)
const world = makeWorld(Date.now())
world.silences = [
  { id: 3, way: 'out_of_service', way_name: '检修停用', state: 'proposed', state_name: '待批准', covers: '示例冷链 1号氨气探测器', kinds: [], permit_no: '检-2026-118', reason: '更换探头', begins_at: iso(Date.now() - 600_000), until: iso(Date.now() + 7_200_000), requested_by: { id: 1, name: '示例安全员', role_name: '企业安全管理员' }, approved_by: null, ended_at: null, end_reason: '', alarms_silenced: 0, allowed_actions: [{ action: 'approve', label: '批准', needs: [], why_not: null }, { action: 'refuse', label: '不批准', needs: ['reason'], why_not: null }] },
  { id: 2, way: 'suppress', way_name: '设计抑制', state: 'in_force', state_name: '生效中', covers: '示例冷链 全部测点', kinds: ['hp_receiver_pressure'], permit_no: '', reason: '全厂停产（压缩机运行状态）', begins_at: iso(Date.now() - 3_600_000), until: iso(Date.now() + 3_600_000), requested_by: null, approved_by: { id: 2, name: '示例监管员', role_name: '乡镇(街道)安监员' }, ended_at: null, end_reason: '', alarms_silenced: 4, allowed_actions: [{ action: 'end', label: '提前结束', needs: ['reason'], why_not: null }] },
  { id: 7, way: 'shelve', way_name: '搁置', state: 'in_force', state_name: '生效中', covers: '示例冷链 储氨器压力 H', kinds: [], permit_no: '', reason: '探头标定', begins_at: iso(Date.now() - 900_000), until: iso(Date.now() + 900_000), requested_by: { id: 3, name: '示例值班员', role_name: '值班员' }, approved_by: null, ended_at: null, end_reason: '', alarms_silenced: 2, allowed_actions: [] },
]
const sessions = new Map()
const listeners = new Set()
const history = []
let eventId = 100

class Refusal extends Error {
  constructor(status, code, message, fields = {}) {
    super(message)
    Object.assign(this, { status, code, fields })
  }
}
const notFound = () => new Refusal(404, 'not_found', '没有找到该记录，可能已被删除或不在您的管辖范围内。')
const invalid = (fields) => new Refusal(422, 'invalid', '填写内容有误，请按提示修改后重新提交。', fields)
const siteOf = (id) => world.enterprises.find((e) => String(e.id) === String(id)) ?? raise(notFound())
const raise = (error) => { throw error }
const pointOf = (id) => world.enterprises.flatMap((e) => e.points).find((p) => p.id === Number(id))
const RANK = ['red', 'orange', 'yellow', 'blue']
const OPEN = new Set(['unacked', 'acked', 'rtn_unacked', 'suppressed', 'out_of_service'])
const UNACKED = new Set(['unacked', 'rtn_unacked'])
const DONE = new Set(['closed', 'false_alarm'])

// --- what a person sees --------------------------------------------------------------------------------

const act = (action, label, needs, why_not = null) => ({ action, label, needs, why_not })

function alarmActions(alarm) {
  return [
    act('acknowledge', '确认', [], UNACKED.has(alarm.state) ? null : '该报警已确认。'),
    alarm.state === 'shelved' ? act('unshelve', '解除搁置', ['reason']) : act('shelve', '搁置', ['minutes', 'reason'], alarm.is_active ? (alarm.grade === 'red' ? '红色报警不得搁置。' : null) : '报警已恢复，无需搁置。'),
    act('false_alarm', '判定误报', ['reason']),
  ]
}

const shownAlarm = (a) => ({ ...a, allowed_actions: alarmActions(a) })

function shownIncident(i, me) {
  const alarms = i.alarmIds.map((id) => world.alarms.get(id)).map(({ id, title, grade, state, is_active }) => ({ id, title, grade, state, is_active }))
  const { alarmIds, attachments, timeline, ...rest } = i
  return { ...rest, alarms, is_overdue: Boolean(i.next_step_due_at) && Date.parse(i.next_step_due_at) < Date.now(), allowed_actions: incidentActions(i, me) }
}

function incidentActions(i, me) {
  if (DONE.has(i.state)) return [act('note', '补充记录', ['comment'])]
  const is = (...states) => states.includes(i.state)
  const all = [
    is('open', 'dispatched') && act('dispatch', is('open') ? '派单' : '改派', ['to_user_id']),
    is('dispatched') && act('accept', '签收', [], me?.id === i.assignee?.id ? null : '由被派单人员签收。'),
    is('accepted') && act('start', '开始处置', [], me?.id === i.assignee?.id ? null : '请由签收人本人开始处置。'),
    is('accepted', 'handling') && act('feedback', '反馈', ['comment']),
    is('feedback') && act('verify', '复核办结', i.attachments.length ? [] : ['reason'], me?.id === i.handled_by?.id ? '复核须由处置人以外的人员进行。' : null),
    is('feedback') && act('send_back', '退回', ['reason']),
    act('false_alarm', '按误报办结', ['reason']),
    act('note', '补充记录', ['comment']),
  ]
  return all.filter(Boolean)
}

function timelineOf(alarm) {
  const rows = [{ at: alarm.raised_at, kind: 'raised', text: `达到 ${alarm.value} ${alarm.point.unit}，超过设定值 ${alarm.set_point}`, by: '系统', role_name: '' }]
  if (alarm.acked_at) rows.push({ at: alarm.acked_at, kind: 'acknowledge', text: alarm.ack_comment || '已确认', by: alarm.acked_by, role_name: '值班员' })
  if (alarm.cleared_at) rows.push({ at: alarm.cleared_at, kind: 'cleared', text: '恢复至设定值以内', by: '系统', role_name: '' })
  const incident = world.incidents.get(alarm.incident_id)
  return [...rows, ...(incident?.timeline.slice(1) ?? [])].sort((a, b) => (a.at < b.at ? -1 : 1))
}

const shownPoint = ({ base, alarmValue, alarmSince, ...p }, stopped) => ({ ...p, latest: latestOf(p.id, stopped) })
function latestOf(id, stopped) {
  const point = pointOf(id)
  const site = world.enterprises.find((e) => e.points.includes(point))
  if (!site.gateways[0].is_online || stopped) return point.id % 3 ? { ts_ms: Date.now() - 42 * 60_000, value: valueAt(point, Date.now() - 42 * 60_000), quality: 0 } : null
  return { ts_ms: Math.floor(Date.now() / 2000) * 2000, value: valueAt(point, Date.now()), quality: 0 }
}

const openAlarmsOf = (id) => [...world.alarms.values()].filter((a) => a.enterprise.id === id && OPEN.has(a.state))
const worst = (alarms) => RANK.find((g) => alarms.some((a) => a.grade === g)) ?? null
function rowOf(e) {
  const alarms = openAlarmsOf(e.id)
  return { ...ref(e), short_name: e.short_name, sector_name: e.sector_name, risk_level: e.risk_level, open_alarms: alarms.length, worst_grade: worst(alarms), open_incidents: [...world.incidents.values()].filter((i) => i.enterprise.id === e.id && !DONE.has(i.state)).length }
}

function paged(items, query) {
  const page = Number(query.get('page') ?? 1)
  const page_size = Math.min(200, Number(query.get('page_size') ?? 50))
  return { items: items.slice((page - 1) * page_size, page * page_size), total: items.length, page, page_size }
}

const worstFirst = (a, b) => RANK.indexOf(a.grade) - RANK.indexOf(b.grade) || b.is_active - a.is_active || UNACKED.has(b.state) - UNACKED.has(a.state) || (a.raised_at < b.raised_at ? -1 : 1)

function listAlarms(query) {
  const all = [...world.alarms.values()]
  const open = all.filter((a) => OPEN.has(a.state))
  const state = query.get('state') ?? 'open'
  const IN = { open: (a) => OPEN.has(a.state), unacked: (a) => UNACKED.has(a.state), acked: (a) => a.state === 'acked', shelved: (a) => ['shelved'].includes(a.state), all: () => true }
  const q = query.get('q')
  const rows = all.filter(IN[state] ?? IN.open).filter((a) => (!query.get('grade') || a.grade === query.get('grade')) && (!query.get('enterprise') || String(a.enterprise.id) === query.get('enterprise')) && (!q || `${a.title}${a.enterprise.name}${a.place}${a.point.name}`.includes(q)))
  const counts = Object.fromEntries([...RANK.map((g) => [g, open.filter((a) => a.grade === g).length]), ['unacked', open.filter((a) => UNACKED.has(a.state)).length]])
  return { ...paged(rows.sort(worstFirst).map(shownAlarm), query), counts, as_of: iso(Date.now()) }
}

// --- commands ------------------------------------------------------------------------------------------

function tell(event, data) {
  const frame = `id: ${++eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  history.push([eventId, frame])
  if (history.length > 500) history.shift()
  for (const { response } of listeners) response.write(frame)
}
const tellAlarm = (a) => tell('alarm', shownAlarm(a))
const tellIncident = (i, me) => tell('incident', shownIncident(i, me))

function actAlarm(alarm, action, body, me) {
  if (action === 'acknowledge') {
    if (!UNACKED.has(alarm.state)) throw new Refusal(409, 'conflict', '该报警已确认，无需重复操作。')
    Object.assign(alarm, { state: alarm.is_active ? 'acked' : 'normal', acked_at: iso(Date.now()), acked_by: person(me.name), ack_comment: body.comment })
  } else if (action === 'shelve') {
    if (!body.reason) throw invalid({ reason: '请填写搁置理由。' })
    Object.assign(alarm, { state: 'shelved', shelved_until: iso(Date.now() + body.minutes * 60_000) })
  } else if (action === 'unshelve') Object.assign(alarm, { state: 'acked', shelved_until: null })
  else if (action === 'false_alarm') Object.assign(alarm, { state: 'normal', is_active: false, cleared_at: iso(Date.now()) })
  else throw notFound()
  tellAlarm(alarm)
}

const STEPS = { start: 'handling', dispatch: 'dispatched', accept: 'accepted', feedback: 'feedback', verify: 'closed', send_back: 'handling', false_alarm: 'false_alarm' }
function actIncident(i, action, body, me) {
  const allowed = incidentActions(i, me).find((a) => a.action === action && !a.why_not)
  if (!allowed) throw new Refusal(409, 'conflict', '当前状态不能进行该操作，请刷新后重试。')
  const now = iso(Date.now())
  if (STEPS[action]) i.state = STEPS[action]
  if (action === 'dispatch') Object.assign(i, { dispatched_at: now, assignee: PEOPLE.find((p) => p.id === body.to_user_id) })
  if (action === 'accept') Object.assign(i, { accepted_at: now, accepted_by: person(me.name) })
  if (action === 'feedback') Object.assign(i, { fed_back_at: now, handled_by: person(me.name), measures_done: body.measures_done })
  if (action === 'verify') Object.assign(i, { verified_at: now, closed_at: now, verified_by: person(me.name) })
  for (const id of body.attachment_ids ?? []) if (!i.attachments.some((a) => a.id === id)) i.attachments.push(world.photos.get(id) ?? raise(notFound()))
  i.timeline.push({ at: now, kind: action, text: body.comment || body.reason || allowed.label, by: me.name, role_name: me.role_name })
  if (action !== 'note') setNext(i, Date.now())
  tellIncident(i, me)
}

// --- routes --------------------------------------------------------------------------------------------

function series(query) {
  const from = Number(query.get('from_ms'))
  const to = Number(query.get('to_ms'))
  const width = Number(query.get('width') ?? 1000)
  const bucket_ms = Math.max(2000, Math.ceil((to - from) / width / 1000) * 1000)
  const points = query.get('points').split(',').map(pointOf).filter(Boolean)
  const lines = points.map((p) => {
    const line = { point: p.id, ts_ms: [], min: [], max: [], last: [], quality: [] }
    for (let ts = Math.floor(from / bucket_ms) * bucket_ms; ts <= Math.min(to, Date.now()); ts += bucket_ms) {
      const v = valueAt(p, ts)
      const spread = Math.abs(p.base) * 0.01 * Math.min(4, bucket_ms / 8000)
      line.ts_ms.push(ts), line.last.push(v), line.min.push(v - spread), line.max.push(v + spread), line.quality.push(0)
    }
    return line
  })
  return { bucket_ms, series: lines, points: points.map(({ id, name, unit, limits }) => ({ id, name, unit, limits })) }
}

const RESOURCES = [
  { id: 1, kind: 'team', kind_name: '救援队伍', name: '演示救援一站', town_code: '330381007', town_name: '莘塍街道', address: '', lon: 120.671, lat: 27.779, coord_source: 'map', capacity: 32, unit: '人', contact: '', phone: '', note: '', is_active: true, is_demo: true },
  { id: 2, kind: 'hospital', kind_name: '医疗机构', name: '演示第一医院', town_code: '330381005', town_name: '上望街道', address: '', lon: 120.679, lat: 27.756, coord_source: 'map', capacity: 620, unit: '床', contact: '', phone: '', note: '', is_active: true, is_demo: true },
]

const ROUTES = [
  ['GET', /^\/api\/session$/, ({ me }) => shownMe(me)],
  ['DELETE', /^\/api\/session$/, ({ sid }) => void sessions.delete(sid)],
  ['GET', /^\/api\/alarms$/, ({ query }) => listAlarms(query)],
  ['POST', /^\/api\/alarms\/acknowledge$/, ({ body, me }) => {
    const failed = []
    for (const id of body.ids) try { actAlarm(world.alarms.get(id) ?? raise(notFound()), 'acknowledge', body, me) } catch (e) { failed.push({ id, message: e.message }) }
    return { acknowledged: body.ids.filter((id) => !failed.some((f) => f.id === id)) }
  }],
  ['GET', /^\/api\/alarms\/([^/]+)$/, ({ at }) => {
    const a = world.alarms.get(Number(at[1])) ?? raise(notFound())
    const e = siteOf(a.enterprise.id)
    const point = pointOf(a.point.id)
    return { ...shownAlarm(a), measures: measuresFor(e), timeline: timelineOf(a), limits: point.limits, neighbours: e.points.filter((p) => p.place === point.place && p.id !== point.id).map((p) => (({ id, name, unit, kind, place, latest, alarm_state }) => ({ id, name, unit, kind, place, latest, alarm_state }))(shownPoint(p))) }
  }],
  ['POST', /^\/api\/alarms\/([^/]+)\/(\w+)$/, ({ at, body, me }) => actAlarm(world.alarms.get(Number(at[1])) ?? raise(notFound()), at[2], body, me)],
  ['GET', /^\/api\/alarms\/([^/]+)\/decisions$/, ({ at }) => {
    const alarm = world.alarms.get(Number(at[1])) ?? raise(notFound())
    const step = (stage, outcome, why = '') => ({ stage, stage_name: stage, outcome, outcome_name: outcome, why })
    const quiet = alarm.state === 'shelved' || alarm.state === 'suppressed'
    return [{ at: alarm.raised_at, occasion: 'raised', outcome: quiet ? 'nobody' : 'told', steps: [
      step('maintenance', 'passed'), quiet ? step('shelve', 'silenced', '已搁置至 11 月 23 日 14:30：探头标定') : step('shelve', 'passed'), step('by_design', 'passed'), step('inhibit', 'passed'),
      step('group', 'grouped', `按场所归并（${alarm.place}）`), step('flood', 'passed'), step('repeat', 'passed'), step('stale', 'passed'), quiet ? step('notify', 'nobody', '报警已记录，按上述安排不通知') : step('notify', 'told', '已通知：企业安全管理员、值班员'),
    ] }]
  }],
  ['GET', /^\/api\/silences$/, ({ query }) => ({ items: query.is_open === 'false' ? [] : world.silences, counts: { shelved: 1, suppressed: 1, out_of_service: 2, standing: 3 }, as_of: iso(Date.now()) })],
  ['GET', /^\/api\/incidents$/, ({ query, me }) => {
    const state = query.get('state') ?? 'open'
    const rows = [...world.incidents.values()].map((i) => shownIncident(i, me)).filter((i) => (state === 'all' || !DONE.has(i.state)) && (state !== 'overdue' || i.is_overdue) && (state !== 'mine' || i.assignee?.id === me.id) && (!query.get('enterprise') || String(i.enterprise.id) === query.get('enterprise')))
    return paged(rows, query)
  }],
  ['GET', /^\/api\/incidents\/(\d+)$/, ({ at, me }) => {
    const i = world.incidents.get(Number(at[1])) ?? raise(notFound())
    return { ...shownIncident(i, me), timeline: i.timeline, notices: NOTICES(i), attachments: i.attachments, measures: measuresFor(siteOf(i.enterprise.id)) }
  }],
  ['POST', /^\/api\/incidents\/(\d+)\/actions\/(\w+)$/, ({ at, body, me }) => actIncident(world.incidents.get(Number(at[1])) ?? raise(notFound()), at[2], body, me)],
  ['POST', /^\/api\/attachments$/, ({ raw, type, me }) => addAttachment(raw, type, me)],
  ['GET', /^\/api\/enterprises$/, ({ query }) => {
    const q = query.get('q')
    return paged(world.enterprises.filter((e) => (!q || `${e.name}${e.uscc}`.includes(q)) && (!query.get('town') || e.town_code === query.get('town')) && (!query.get('risk') || e.risk_level === query.get('risk'))).map(rowOf), query)
  }],
  ['GET', /^\/api\/enterprises\/(\d+)$/, ({ at }) => {
    const e = siteOf(at[1])
    return { ...e, ...rowOf(e), points: e.points.map((p) => shownPoint(p, e.id === 3 && p.name.startsWith('3'))) }
  }],
  ['GET', /^\/api\/series$/, ({ query }) => series(query)],
  ['GET', /^\/api\/notices$/, ({ query }) => paged([], query)],
  ['GET', /^\/api\/resources$/, ({ query }) => paged(RESOURCES, query)],
  ['GET', /^\/api\/search$/, ({ query }) => {
    const hits = world.enterprises.filter((e) => e.name.includes(query.get('q'))).slice(0, 5)
    return hits.length ? [{ kind: 'enterprise', items: hits.map((e) => ({ id: e.id, text: e.name, note: e.town_name, enterprise_id: e.id, grade: '' })) }] : []
  }],
  ['GET', /^\/api\/overview$/, () => ({ alarms: {}, incidents: { open: [...world.incidents.values()].filter((i) => !DONE.has(i.state)).length, overdue: 1, to_accept: 1, to_verify: 0, closed_24h: 2 }, gateways: { total: world.enterprises.length, online: world.enterprises.filter((e) => e.gateways[0].is_online).length }, enterprises: world.enterprises.length, points: 0, as_of: iso(Date.now()) })],
  ['GET', /^\/api\/map$/, () => ({ enterprises: world.enterprises.map((e) => ({ id: e.id, name: e.name, lon: e.lon, lat: e.lat, risk_level: e.risk_level, town_code: e.town_code, worst_grade: worst(openAlarmsOf(e.id)), open_alarms: openAlarmsOf(e.id).length })), towns: [], as_of: iso(Date.now()) })],
  ['GET', /^\/api\/map\/base$/, () => ({ kind: 'bundled', urls: [], credit: '', trouble: '' })],
  ['GET', /^\/api\/areas$/, () => []],
  ['GET', /^\/api\/county$/, () => ({ code: '330381', name: '瑞安市', lon: 120.66, lat: 27.78, bbox: [120.16, 27.6, 121.3, 28.02], view: [120.16, 27.63, 120.82, 27.99], towns: world.enterprises.slice(0, 6).map((e) => ({ code: e.town_code, name: e.town_name, kind: 'town', lon: e.lon, lat: e.lat, confidence: 'U', sketch: { type: 'Polygon', coordinates: [[[e.lon - 0.03, e.lat - 0.02], [e.lon + 0.03, e.lat - 0.02], [e.lon + 0.03, e.lat + 0.02], [e.lon - 0.03, e.lat + 0.02], [e.lon - 0.03, e.lat - 0.02]]] } })) })],
  ['GET', /^\/api\/map\/records$/, () => [['hazards', '隐患'], ['tips', '举报'], ['work_permits', '特殊作业'], ['commands', '应急指挥']].map(([name, label], n) => ({ name, label, total: 2, items: world.enterprises.slice(n * 2, n * 2 + 2).map((e) => ({ id: e.id, title: `${label} ${e.id}`, state: '处理中', level: '', is_overdue: n === 0, lon: e.lon + 0.004, lat: e.lat, is_rough: n === 1, enterprise_id: e.id })) }))],
  ['GET', /^\/api\/map\/at$/, ({ query }) => ({ at: query.get('at'), enterprises: [{ id: 1, risk_level: 'blue', is_there: true }], alarms: [], incidents: [], is_truncated: false })],
  ['GET', /^\/api\/map\/wind$/, () => ({ is_measured: true, why: '', wind_m_s: 2.4, wind_from_deg: 68, station: '演示气象站', distance_m: 1800, at_ms: Date.now() - 40_000 })],
  ['GET', /^\/api\/enterprises\/(\d+)\/plans$/, ({ at }) => {
    const e = siteOf(at[1])
    return [{ id: 1, enterprise_id: e.id, name: '总平面图', version: 1, url: PLAN_PICTURE, width_px: 800, height_px: 420, created_at: iso(Date.now()), by: '陈安', marks: e.points.slice(0, 4).map((p, n) => ({ kind: 'point', target_id: p.id, name: p.name, x: 0.15 + 0.2 * n, y: n % 2 ? 0.65 : 0.3 })) }]
  }],
  ['GET', /^\/api\/people$/, () => PEOPLE.filter((p) => ['enterprise_manager', 'town_officer', 'grid_officer'].includes(p.role))],
  ['GET', /^\/api\/group-rules$/, () => []],
  ['GET', /^\/api\/group-rule-types$/, () => []],
  ['GET', /^\/api\/point-kinds$/, () => [{ kind: 'nh3_concentration', name: '氨气浓度', name_en: 'Ammonia', unit: 'ppm' }]],
  ['GET', /^\/api\/unknown-sources$/, ({ query }) => paged(world.unknown, query)],
  ['GET', /^\/api\/me\/notice-preferences$/, () => preferences],
  ['PUT', /^\/api\/me\/notice-preferences$/, ({ body }) => Object.assign(preferences, body)],
  ['POST', /^\/api\/me\/contacts$/, () => null],
  ['POST', /^\/api\/me\/contacts\/verify$/, () => preferences],
  ['GET', /^\/api\/notice-channels$/, () => ({ kinds: CHANNEL_KINDS, channels: CHANNELS })],
  ['POST', /^\/api\/unknown-sources\/(\d+)\/(register|dismiss)$/, ({ at, body }) => {
    if (at[2] === 'register' && !body.enterprise_id) throw invalid({ enterprise_id: '请选择所属企业。' })
    const source = world.unknown.find((u) => u.id === Number(at[1])) ?? raise(notFound())
    world.unknown = world.unknown.filter((u) => u !== source)
    return source.address ? { what: 'point', id: 1, secret: '' } : { what: 'gateway', id: 1, secret: 'mock-secret-once' }
  }],
]

const PLAN_PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="800" height="420"><rect width="800" height="420" fill="#fff"/><path d="M40 40h320v160H40zM420 40h340v340H420zM40 240h320v140H40z" fill="none" stroke="#667" stroke-width="3"/></svg>')}`
const way = (id, channel, state, rest = {}) => ({ id, channel, kind: 'sms', state, state_name: '', to: '138****0001', attempts: 1, is_repeat: false, due_at: null, sent_at: state === 'sent' || state === 'delivered' ? iso(Date.now() - 60_000) : null, delivered_at: null, error: '', ...rest })
const NOTICES = (i) => [
  { at: i.opened_at, person: '陈安', role_name: '企业安全管理员', reason: 'dispatched', channel: 'call', text: i.title, read_at: iso(Date.now()), deliveries: [way('1', '短信', 'delivered', { delivered_at: iso(Date.now() - 50_000) }), way('2', '语音电话', 'standby')] },
  { at: i.opened_at, person: '林值班', role_name: '值班员', reason: 'informed', channel: 'console', text: i.title, read_at: null, deliveries: [way('3', '短信', 'failed', { attempts: 3, error: '已发出，但未收到送达回执' }), way('4', '企业微信', 'sent', { is_repeat: true })] },
  { at: i.opened_at, person: '王领导', role_name: '领导', reason: 'escalated', channel: 'call', text: i.title, read_at: null, deliveries: [] },
]
const preferences = { order: ['sms'], off: [], quiet_from: '22:00', quiet_to: '06:30', language: 'zh-hans', push_key: 'BM', contacts: [{ kind: 'phone', shown: '138****0001', is_verified: true }, { kind: 'email', shown: '', is_verified: false }], ways: [{ name: 'sms', label: '短信', kind: 'sms', is_reachable: true }, { name: 'wecom', label: '企业微信', kind: 'wecom', is_reachable: true }, { name: 'mail', label: '电子邮件', kind: 'email', is_reachable: false }] }
const CHANNEL_KINDS = [{ name: 'sms', title: 'SMS gateway (HTTP)', title_zh: '短信网关（HTTP）', address: 'phone', has_receipts: true, fields: [{ name: 'url', title: 'Address', title_zh: '接口地址', kind: 'url', is_required: true, default: '', hint: '' }, { name: 'body', title: 'Body template', title_zh: '请求体模板', kind: 'long', is_required: true, default: '{"mobile": "{phone}"}', hint: '{phone} {text}' }, { name: 'secret', title: 'Secret', title_zh: '密钥', kind: 'secret', is_required: false, default: '', hint: '' }] }]
const CHANNELS = [
  { id: '1', name: 'sms', label: '短信', kind: 'sms', config: { url: 'https://sms.example.cn' }, secrets_set: true, is_enabled: true, rank: 1, per_minute: 60, receipt_within_s: 60, is_down: false, down_since: null, last_error: '', last_sent_at: iso(Date.now() - 60_000) },
  { id: '2', name: 'sms2', label: '备用短信', kind: 'sms', config: {}, secrets_set: false, is_enabled: true, rank: 2, per_minute: 60, receipt_within_s: 0, is_down: true, down_since: iso(Date.now() - 600_000), last_error: 'HTTP 503', last_sent_at: null },
  { id: '3', name: 'sms3', label: '旧短信', kind: 'sms', config: {}, secrets_set: false, is_enabled: false, rank: 3, per_minute: 60, receipt_within_s: 0, is_down: false, down_since: null, last_error: '', last_sent_at: null },
]

const shownMe = (me) => ({ ...me, enterprise_id: null, town_code: '', permissions: permissionsOf(me.role), csrf_token: 'mock-csrf' })

function addAttachment(raw, type, me) {
  const boundary = Buffer.from(`--${/boundary=(.+)$/.exec(type)[1]}`)
  const parts = []
  for (let at = raw.indexOf(boundary); at >= 0; ) {
    const next = raw.indexOf(boundary, at + boundary.length)
    if (next < 0) break
    const part = raw.subarray(at + boundary.length + 2, next - 2)
    const split = part.indexOf('\r\n\r\n')
    parts.push([part.subarray(0, split).toString(), part.subarray(split + 4)])
    at = next
  }
  const field = (name) => parts.find(([head]) => head.includes(`name="${name}"`))
  const [head, bytes] = field('file')
  const id = world.attachments.size + 1
  const sha256 = crypto.createHash('sha256').update(bytes).digest('hex')
  const stored = { id, url: `/api/attachments/${id}/original`, thumb_url: `/api/attachments/${id}/thumb`, sha256, taken_at: iso(Date.now()), by: me.name, caption: field('caption')?.[1].toString() ?? '' }
  world.attachments.set(id, { bytes: Buffer.from(bytes), type: /content-type: (.+)/i.exec(head)?.[1] ?? 'image/png' })
  stored.owner = null
  world.photos.set(id, stored)
  return stored
}

// --- http ----------------------------------------------------------------------------------------------

// the policy the platform itself sends: what breaks under it must break here
const CSP = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.md': 'text/plain; charset=utf-8' }
function serveFile(response, pathname) {
  const inside = pathname.startsWith('/static/console/') ? pathname.slice('/static/console/'.length) : pathname === '/favicon.svg' ? 'favicon.svg' : 'index.html'
  const file = path.join(DIST, decodeURIComponent(inside))
  if (!file.startsWith(DIST) || !fs.existsSync(file)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'content-encoding': 'gzip', 'cache-control': 'no-cache', 'content-security-policy': CSP, 'set-cookie': 'csrftoken=mock-csrf; Path=/' })
  response.end(zlib.gzipSync(fs.readFileSync(file), { level: 9 }))
}

function stream(request, response, query) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const points = (query.get('points') ?? '').split(',').filter(Boolean).map(Number)
  response.write(`retry: 1000\n\nid: ${eventId}\nevent: hello\ndata: ${JSON.stringify({ as_of: iso(Date.now()) })}\n\n`)
  const last = request.headers['last-event-id']
  if (last) for (const [id, frame] of history) if (id > Number(last)) response.write(frame)
  const listener = { response, points }
  listeners.add(listener)
  request.on('close', () => listeners.delete(listener))
}
setInterval(() => {
  const now = Date.now()
  for (const { response, points } of listeners) {
    const values = points.map((id) => ({ point: id, ...latestOf(id) })).filter((v) => v.ts_ms && now - v.ts_ms < 60_000)
    if (values.length) response.write(`event: values\ndata: ${JSON.stringify(values)}\n\n`)
  }
}, 1000)
setInterval(() => {
  for (const { response } of listeners) response.write(`event: health\ndata: ${JSON.stringify({ is_well: true, problems: [], newest_ts_ms: Date.now() - 400, at_ms: Date.now() })}\n\n`)
}, 5000)

const bodyOf = (request) => new Promise((resolve) => {
  const chunks = []
  request.on('data', (c) => chunks.push(c)).on('end', () => resolve(Buffer.concat(chunks)))
})

function send(response, status, body, headers = {}) {
  if (body === undefined) return response.writeHead(204, headers).end()
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': `mock-${eventId}`, ...headers }).end(JSON.stringify(body))
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost')
  const sid = /(?:^|;\s*)sessionid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  const me = sessions.get(sid)
  if (url.pathname === '/healthz') return send(response, 200, { is_well: true, problems: [] })
  if (url.pathname === '/events') return me ? stream(request, response, url.searchParams) : send(response, 401, {})
  if (!url.pathname.startsWith('/api/')) return serveFile(response, url.pathname)
  const raw = await bodyOf(request)
  const type = request.headers['content-type'] ?? ''
  const body = type.includes('json') && raw.length ? JSON.parse(raw) : {}
  if (request.method === 'POST' && url.pathname === '/api/session') {
    const found = PEOPLE.find((p) => p.username === body.username)
    if (!found || body.password === 'wrong') throw new Refusal(401, 'bad_credentials', '用户名或密码不正确。')
    const key = crypto.randomUUID()
    sessions.set(key, found)
    return send(response, 200, shownMe(found), { 'set-cookie': [`sessionid=${key}; Path=/; HttpOnly`, 'csrftoken=mock-csrf; Path=/'] })
  }
  const photo = /^\/api\/attachments\/(\d+)\/(original|thumb)$/.exec(url.pathname)
  if (photo) {
    const stored = world.attachments.get(Number(photo[1]))
    return response.writeHead(stored ? 200 : 404, { 'content-type': stored?.type ?? 'text/plain' }).end(stored?.bytes)
  }
  if (!me) throw new Refusal(401, 'not_signed_in', '尚未登录或登录已过期，请重新登录。')
  if (request.method !== 'GET' && request.headers['x-csrftoken'] !== 'mock-csrf') throw new Refusal(403, 'csrf', '页面已过期，请刷新后重试。')
  for (const [method, pattern, handle] of ROUTES) {
    const at = pattern.exec(url.pathname)
    if (at && method === request.method) return send(response, 200, await handle({ at, query: url.searchParams, body, raw, type, me, sid }))
  }
  throw notFound()
}

http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (!(error instanceof Refusal)) console.error(error)
    send(response, error.status ?? 500, { code: error.code ?? 'error', message: error.message, fields: error.fields ?? {} })
  })
}).listen(Number(args.port), '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`)
})
