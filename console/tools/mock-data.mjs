// A small made-up county for developing the console: seeded, so that every run shows the same. Names look made up.
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const MIN = 60_000
export const PEOPLE = [
  { id: 1, username: 'duty', name: '林演示', role: 'duty_officer', role_name: '值班员', phone_masked: '138****0001', is_on_duty: true },
  { id: 2, username: 'leader', name: '周演示', role: 'leader', role_name: '领导', phone_masked: '138****0002', is_on_duty: false },
  { id: 3, username: 'town', name: '陈演示', role: 'town_officer', role_name: '乡镇（街道）安监员', phone_masked: '138****0003', is_on_duty: true },
  { id: 4, username: 'manager', name: '黄演示', role: 'enterprise_manager', role_name: '企业安全管理员', phone_masked: '138****0004', is_on_duty: true },
  { id: 5, username: 'grid', name: '吴演示', role: 'grid_officer', role_name: '网格员', phone_masked: '138****0005', is_on_duty: true },
  { id: 6, username: 'admin', name: '管理员', role: 'admin', role_name: '系统管理员', phone_masked: '138****0006', is_on_duty: false },
]
export const person = (name) => (({ id, name, role_name }) => ({ id, name, role_name }))(PEOPLE.find((p) => p.name === name))
const EVERYTHING = ['alarm.view', 'alarm.acknowledge', 'alarm.shelve', 'alarm.false_alarm', 'incident.view', 'incident.dispatch', 'incident.handle', 'incident.verify', 'incident.note', 'site.view', 'people.view', 'export.run']
export const PERMISSIONS = {
  duty_officer: [...EVERYTHING, 'gateway.manage', 'plan.manage'],
  admin: ['alarm.view', 'incident.view', 'site.view', 'site.manage', 'gateway.manage', 'notice.channels'],
}
export const permissionsOf = (role) => PERMISSIONS[role] ?? EVERYTHING

const SITES = [
  ['演示甲冷冻厂', 'ammonia', 'red', '330381009', '飞云街道', 120.6093, 27.7584],
  ['演示乙水产加工厂', 'ammonia', 'orange', '330381007', '莘塍街道', 120.6801, 27.7869],
  ['演示丙冷链物流园', 'ammonia', 'yellow', '330381102', '塘下镇', 120.6962, 27.8553],
  ['演示丁制冰厂', 'ammonia', 'orange', '330381011', '南滨街道', 120.6251, 27.7171],
  ['演示戊食品冷库', 'ammonia', 'yellow', '330381005', '上望街道', 120.6892, 27.7488],
  ['示例甲铝制品抛光厂', 'dust', 'red', '330381102', '塘下镇', 120.7063, 27.8441],
  ['示例乙木业加工厂', 'dust', 'orange', '330381010', '仙降街道', 120.5392, 27.7931],
  ['示例丙铸造厂', 'dust', 'yellow', '330381103', '马屿镇', 120.4511, 27.7642],
  ['示例丁鞋底打磨厂', 'dust', 'blue', '330381010', '仙降街道', 120.5552, 27.7812],
  ['示例戊五金磨光厂', 'dust', 'yellow', '330381104', '陶山镇', 120.4921, 27.8264],
]
const POINTS = {
  ammonia: [
    ['1 号探头 氨气浓度', 'nh3_concentration', '氨气浓度', 'ppm', '制冷机房', [['H', 28, 'yellow'], ['HH', 56, 'orange'], ['HHH', 100, 'red']], 6],
    ['2 号探头 氨气浓度', 'nh3_concentration', '氨气浓度', 'ppm', '制冷机房', [['H', 28, 'yellow'], ['HH', 56, 'orange'], ['HHH', 100, 'red']], 5],
    ['3 号探头 氨气浓度', 'nh3_concentration', '氨气浓度', 'ppm', '速冻间', [['H', 28, 'yellow'], ['HH', 56, 'orange'], ['HHH', 100, 'red']], 4],
    ['高压储氨器液位', 'hp_receiver_level', '储氨器液位', '%', '设备平台', [['H', 75, 'yellow'], ['HH', 80, 'orange']], 58],
    ['低压循环桶液位', 'lp_recirculator_level', '循环桶液位', '%', '制冷机房', [['H', 70, 'yellow']], 41],
    ['排气压力', 'discharge_pressure', '排气压力', 'MPa', '制冷机房', [['H', 1.5, 'yellow'], ['HH', 1.6, 'orange']], 1.21],
    ['排气温度', 'discharge_temperature', '排气温度', '℃', '制冷机房', [['H', 105, 'yellow'], ['HH', 115, 'orange']], 88],
    ['冷库温度', 'cold_room_temperature', '库温', '℃', '1 号冷库', [['H', -15, 'blue']], -18.4],
  ],
  dust: [
    ['打磨工位 粉尘浓度', 'dust_concentration', '粉尘浓度', 'mg/m3', '打磨车间', [['H', 4, 'yellow'], ['HH', 8, 'orange'], ['HHH', 20, 'red']], 1.6],
    ['除尘器进风 粉尘浓度', 'dust_concentration', '粉尘浓度', 'mg/m3', '除尘间', [['H', 8, 'yellow'], ['HH', 20, 'orange']], 3.2],
    ['除尘器压差', 'collector_dp', '滤袋压差', 'Pa', '除尘间', [['H', 1500, 'yellow'], ['HH', 1900, 'orange']], 1180],
    ['主管风速', 'duct_air_speed', '风速', 'm/s', '打磨车间', [['L', 18, 'yellow'], ['LL', 15, 'orange']], 21.4],
    ['灰斗温度', 'hopper_temperature', '灰斗温度', '℃', '除尘间', [['H', 60, 'yellow'], ['HH', 70, 'red']], 38],
    ['湿式除尘 氢气浓度', 'h2_concentration', '氢气浓度', '%LEL', '除尘间', [['H', 25, 'orange'], ['HH', 50, 'red']], 3.1],
  ],
}
const MEASURES = {
  ammonia: [
    ['enterprise', '企业', 'GB 28009；AQ 7015', 'M', [['无防护人员立即撤离机房，清点人数', 0], ['两人一组，佩戴正压式空气呼吸器进入', 0], ['关闭泄漏支路的供液阀', 0], ['按顺序停止相关压缩机，开启事故排风', 0], ['在上风向用便携式检测仪复测', 0], ['直接向液氨喷水', 1], ['在现场动用明火或非防爆电器', 1]]],
    ['government', '属地与监管部门', '企业预案；属地预案', 'M', [['通知网格员到场核实，保持通话', 0], ['通知下风向相邻单位关闭门窗', 0], ['浓度继续上升的，通知消防救援', 0]]],
  ],
  dust: [
    ['enterprise', '企业', 'GB 15577；AQ 4273', 'M', [['立即停止打磨、抛光作业，保持除尘系统运行', 0], ['撤出作业人员', 0], ['检查风管堵塞、滤袋破损和清灰系统', 0], ['停机后用防爆吸尘器清理积尘', 0], ['用压缩空气吹扫积尘', 1], ['停机前关闭除尘风机', 1]]],
    ['government', '属地与监管部门', '属地预案', 'M', [['网格员到场核实停工和清扫情况', 0], ['复查整改结果', 0]]],
  ],
}

const limitsOf = (rows) => rows.map(([label, set_point, grade]) => ({ label, set_point, direction: label.startsWith('L') ? -1 : 1, grade }))
const LABEL = { H: '高报', HH: '高高报', HHH: '三级高报', L: '低报', LL: '低低报' }

/** A whole world: sites, points with a curve each, alarms and incidents in every state. */
export function makeWorld(now) {
  const random = seeded(20261123)
  let pointId = 1000
  const enterprises = SITES.map(([name, kind, risk_level, town_code, town_name, lon, lat], i) => {
    const id = i + 1
    const points = POINTS[kind].map(([pname, pkind, kind_name, unit, place, limits, base], n) => ({
      id: ++pointId, name: pname, kind: pkind, kind_name, unit, place, address: `${kind === 'ammonia' ? 'NH3' : 'DC'}-${String(id).padStart(2, '0')}-${String(n + 1).padStart(2, '0')}`, limits: limitsOf(limits), base, latest: null, alarm_state: null,
    }))
    return {
      id, name, short_name: name.slice(0, 4), uscc: `9133038100000${String(1000 + id)}X`.slice(0, 18), sector: kind, sector_name: kind === 'ammonia' ? '涉氨制冷' : '粉尘涉爆', risk_level, town_code, town_name, lon, lat,
      address: `浙江省瑞安市${town_name}演示路 ${id * 8} 号`, contacts: [{ name: `演示${'甲乙丙丁戊己庚辛壬癸'[i]}`, title: '安全管理员', phone: `000-0000-${1000 + id}`, is_duty_phone: true }],
      workshops: [...new Set(points.map((p) => p.place))].map((place, n) => ({ id: id * 10 + n, name: place, zones: [] })),
      equipment: kind === 'ammonia' ? [{ id: id * 10, name: '氨压缩机组', kind: 'compressor', model_no: 'LG-16' }, { id: id * 10 + 1, name: '高压储氨器', kind: 'vessel', model_no: 'ZA-3.0' }] : [{ id: id * 10, name: '布袋除尘器', kind: 'collector', model_no: 'DMC-64' }],
      hazard_sources: kind === 'ammonia' ? [{ id, name: '液氨制冷系统', kind: 'ammonia', substance: '液氨', amount_t: Number((random() * 6 + 2).toFixed(1)), is_major: false }] : [{ id, name: '打磨粉尘', kind: 'dust', substance: '铝镁粉尘', amount_t: null, is_major: false }],
      cameras: [{ id: id * 2, name: '机房全景', workshop_id: id * 10, is_enabled: true }, { id: id * 2 + 1, name: '出入口', workshop_id: null, is_enabled: true }],
      gateways: [{ id, name: '采集网关', code: `GW-${String(id).padStart(3, '0')}`, driver: kind === 'ammonia' ? 'mqtt' : 'hj212', is_online: id !== 4, last_seen_at: new Date(now - (id === 4 ? 42 * MIN : 2_000)).toISOString() }],
      points,
    }
  })
  const world = { enterprises, alarms: new Map(), incidents: new Map(), attachments: new Map(), photos: new Map(), unknown: [], events: new Map(), no: 0, now }

  // [site, point, label, minutes ago, current factor of the set point, state, incident state]
  const plan = [
    [0, 1, 'HHH', 4.6, 1.32, 'unacked', 'open'], [5, 5, 'HH', 11.4, 1.18, 'acked', 'handling'], [5, 4, 'HH', 2.1, 1.06, 'unacked', 'dispatched'],
    [1, 0, 'HH', 14.6, 1.24, 'acked', 'accepted'], [6, 1, 'HH', 7.6, 1.07, 'unacked', 'dispatched'], [3, 3, 'HH', 38.2, 1.02, 'acked', 'feedback'], [7, 3, 'LL', 22.7, 0.93, 'rtn_unacked', 'handling'],
    [0, 0, 'H', 6.1, 1.43, 'unacked', null], [2, 5, 'H', 19.3, 1.03, 'unacked', null], [4, 6, 'H', 47.5, 1.02, 'acked', null], [8, 0, 'H', 3.2, 1.2, 'unacked', null], [9, 2, 'H', 63.8, 1.05, 'acked', null], [6, 0, 'H', 29.4, 1.35, 'rtn_unacked', null],
    [2, 7, 'H', 96.2, 1.02, 'acked', null], [4, 7, 'H', 141.5, 1.01, 'unacked', null], [1, 7, 'H', 12.3, 1.01, 'shelved', null], [9, 0, 'H', 55, 1.2, 'suppressed', null],
    [3, 0, 'HH', 320, 0.5, 'normal', 'closed'], [8, 2, 'HH', 510, 0.7, 'normal', 'closed'], [7, 0, 'H', 700, 0.4, 'normal', 'false_alarm'],
  ]
  for (const [site, at, label, ago_min, factor, state, incidentState] of plan) {
    const e = enterprises[site]
    const point = e.points[at]
    const limit = point.limits.find((l) => l.label === label) ?? point.limits.at(-1)
    const raised = now - ago_min * MIN
    const value = Number((limit.set_point < 0 ? limit.set_point / factor : limit.set_point * factor).toPrecision(3))
    const isActive = state !== 'normal' && state !== 'rtn_unacked'
    const id = 300 + world.alarms.size
    point.alarmValue = isActive ? value : null
    point.alarmSince = raised
    point.alarm_state = isActive ? limit.grade : null
    const alarm = {
      id, state, is_active: isActive, grade: limit.grade, rule: 'limit', label, title: `${point.kind_name} ${LABEL[label]}（${label}）`, kind: point.kind, kind_name: point.kind_name,
      point: { id: point.id, name: point.name, unit: point.unit, address: point.address }, enterprise: ref(e), place: point.place,
      raised_at: iso(raised), cleared_at: isActive ? null : iso(raised + 9 * MIN), acked_at: state === 'acked' ? iso(raised + 36_000) : null, acked_by: state === 'acked' ? person('林演示') : null,
      value, last_value: value, is_false: false, set_point: limit.set_point, peak_value: Number((value * (limit.set_point < 0 ? 0.98 : 1.04)).toPrecision(3)), is_late: site === 9 && at === 2, incident_id: null, incident_no: null, shelved_until: state === 'shelved' ? iso(now + 25 * MIN) : null,
      suppressed_reason: state === 'suppressed' ? '设备计划检修，检修单 演示-118' : null, config_version: 12,
    }
    world.alarms.set(id, alarm)
    if (incidentState) addIncident(world, alarm, e, incidentState, raised)
  }
  world.unknown = [
    ['mqtt', 'GW-002', 'NH3-02-09', 'ppm', 4.2, 8130], ['hj212', 'GW-007', 'a34013', 'mg/m3', 1.9, 1442], ['http', 'TEST-GW-9', '', '', '', 57],
  ].map(([driver, gateway_code, address, unit, sample, count], i) => ({ id: i + 1, driver, gateway_code, address, unit: unit ?? '', sample: String(sample), peer: '192.0.2.7', state: 'new', count, enterprise_id: address ? enterprises[0].id : null, enterprise_name: address ? enterprises[0].name : null, first_seen_at: iso(now - (i + 1) * 7 * 3600_000), last_seen_at: iso(now - (i * 40 + 3) * 1000) }))
  return world
}

export const iso = (ms) => new Date(ms).toISOString()
export const ref = (e) => ({ id: e.id, name: e.name, town_code: e.town_code, town_name: e.town_name, lon: e.lon, lat: e.lat })

const STATE_NAME = { open: '待派单', dispatched: '待签收', accepted: '已签收', handling: '处置中', feedback: '待复核', closed: '已闭环', false_alarm: '误报关闭' }
const NEXT = { open: ['派单', 10], dispatched: ['签收', 5], accepted: ['处置并反馈', 60], handling: ['处置并反馈', 60], feedback: ['复核', 240] }
const ORDER = ['open', 'dispatched', 'accepted', 'handling', 'feedback', 'closed']
export const stateName = (state) => STATE_NAME[state]

export function setNext(incident, at) {
  const next = NEXT[incident.state]
  incident.next_step = next?.[0] ?? null
  incident.next_step_due_at = next ? iso(at + next[1] * MIN) : null
  incident.state_name = STATE_NAME[incident.state]
}

function addIncident(world, alarm, e, state, raised) {
  world.no += 1
  const id = world.no
  const reached = state === 'false_alarm' ? 0 : ORDER.indexOf(state)
  const at = (n, min) => (reached >= n ? iso(raised + min * MIN) : null)
  const incident = {
    id, no: `AL-20261123-${String(id).padStart(4, '0')}`, state, grade: alarm.grade, title: alarm.title, enterprise: ref(e), place: alarm.place, alarmIds: [alarm.id],
    assignee: reached >= 1 ? { id: 4, name: '黄演示', role_name: '企业安全管理员' } : null, opened_at: iso(raised + 1_000), escalation_level: id === 4 ? 1 : 0,
    dispatched_at: at(1, 0.9), accepted_at: at(2, 2.4), fed_back_at: at(4, 24), verified_at: at(5, 51), closed_at: reached === 5 || state === 'false_alarm' ? iso(raised + 51 * MIN) : null,
    accepted_by: reached >= 2 ? person('黄演示') : null, handled_by: reached >= 4 ? person('黄演示') : null, verified_by: reached >= 5 ? person('陈演示') : null, measures_done: reached >= 4 ? ['无防护人员立即撤离机房，清点人数', '关闭泄漏支路的供液阀'] : [],
    attachments: [],
    timeline: [
      { at: iso(raised), kind: 'raised', text: `${alarm.point.name} 达到 ${alarm.value} ${alarm.point.unit}，超过设定值 ${alarm.set_point}`, by: '系统', role_name: '' },
      { at: iso(raised + 1_000), kind: 'opened', text: '系统自动生成工单', by: '系统', role_name: '' },
      reached >= 1 && { at: iso(raised + 54_000), kind: 'dispatch', text: '派单至 黄演示（企业安全管理员）', by: '林演示', role_name: '值班员' },
      reached >= 2 && { at: iso(raised + 144_000), kind: 'accept', text: '已签收，正赶往现场', by: '黄演示', role_name: '企业安全管理员' },
      reached >= 3 && { at: iso(raised + 300_000), kind: 'note', text: '已停机，人员撤至东门集合点，正在查找泄漏点', by: '黄演示', role_name: '企业安全管理员' },
      reached >= 4 && { at: iso(raised + 24 * MIN), kind: 'feedback', text: '更换法兰垫片，浓度已回落，继续通风观察', by: '黄演示', role_name: '企业安全管理员' },
      reached >= 5 && { at: iso(raised + 51 * MIN), kind: 'verify', text: '现场复核通过', by: '陈演示', role_name: '乡镇（街道）安监员' },
    ].filter(Boolean),
  }
  setNext(incident, { open: raised, dispatched: raised + 54_000, accepted: raised + 2.4 * MIN, handling: raised + 3 * MIN, feedback: raised + 24 * MIN }[state] ?? raised)
  world.incidents.set(id, incident)
  alarm.incident_id = id
  alarm.incident_no = incident.no
}

export function measuresFor(enterprise) {
  return MEASURES[enterprise.sector].map(([actor, actor_name, source, mark, steps]) => ({ actor, actor_name, source, mark, steps: steps.map(([text, avoid], i) => ({ step: i + 1, text, is_avoid: Boolean(avoid) })) }))
}

/** The value of a point at an instant: quiet noise around its base, and a rise before and during its alarm. */
export function valueAt(point, ts) {
  const n = Math.sin(ts / 41_000 + point.id) + 0.6 * Math.sin(ts / 13_000 + point.id * 2) + 0.3 * Math.sin(ts / 3_700)
  const spread = Math.abs(point.base) * 0.04
  let value = point.base + spread * n * 0.6
  if (point.alarmValue != null) {
    const start = point.alarmSince - 6 * MIN
    const f = Math.min(1, Math.max(0, (ts - start) / (9 * MIN)))
    value += (point.alarmValue - point.base) * f * f * (3 - 2 * f)
  }
  return Number(value.toFixed(Math.abs(value) < 10 ? 3 : 2))
}
