/** Words that neither the map nor the frame around every page needs, in Chinese: fetched with the first other page. */
import { accountZh } from './account'
import { dutyZh } from './duty'
import { encryptionZh } from './encryption'
import { learningZh } from './learning'
import { screenZh, systemZh } from './system.zh-CN'
import { talkZh } from './talk'

export const pagesZh = {
  account: accountZh,
  duty: dutyZh,
  learning: learningZh,
  screen: screenZh,
  system: systemZh,
  enterprises: {
    title: '企业', search: '企业名称、统一社会信用代码', anyTown: '全部乡镇（街道）', anyRisk: '全部风险等级', col: { name: '企业', sector: '行业', town: '乡镇（街道）', risk: '风险等级', alarms: '未闭环报警', incidents: '未闭环工单' }, empty: '没有符合条件的企业。', emptyHint: '可调整筛选条件，或由系统管理员导入企业名单。',
  },
  spoken: { title: '喇叭广播', speak: '广播', empty: '尚未广播。', itself: '系统自动', drill: '演练', counts: '播出 {played} · 未播出 {failed} · 待播 {waiting}' },
  file: {
    risk: '风险等级依据', measures: '管控措施', assessedBy: '{name}评估', confirmedBy: '{name}审定', reviewOn: '复评日期 {day}', noAssessment: '没有评估记录，等级为建档时填写。', noRecords: '台账中没有该企业的记录。', timeline: '企业时间线', nothing: '没有记录。', older: '更早', day: '近 24 小时',
    kind: { alarm: '报警', incident_opened: '工单生成', incident_closed: '工单办结', risk: '风险等级' } as Record<string, string>,
  },
  enterprise: {
    uscc: '统一社会信用代码', sector: '行业', address: '地址', contacts: '联系人', points: '监测点', gateways: '采集网关', cameras: '视频', hazards: '危险源', equipment: '重点设备', openAlarms: '未闭环报警', openIncidents: '未闭环工单', online: '在线', offline: '离线', unknown: '状态未知', lastSeen: '最近上报 {at}', noPoints: '该企业尚未登记监测点。', noCameras: '未登记视频。', noGateways: '未登记采集网关。', noHazards: '未登记危险源。', noEquipment: '未登记重点设备。', noContacts: '未登记联系人。', noPhone: '未登记电话', noAlarms: '当前没有未闭环报警。', noIncidents: '当前没有未闭环工单。', gatewaysOnline: '{on} / {all} 在线',
    col: { point: '测点', kind: '类别', value: '当前值', limit: '限值', state: '状态', updated: '更新', trend: '曲线' }, showTrend: '查看曲线', hideTrend: '收起曲线', inOrder: '正常', inAlarm: '报警', points_all: '全部', points_bad: '异常', count: '{n} 个', workshops: '车间',
  },
  groupRule: {
    title: '多点规则', add: '新增规则', change: '修改规则', withdraw: '停用', bringBack: '恢复使用', none: '未设置多点规则。', notJudged: '未生效：', isWithdrawn: '已停用：{why}', withdrawAsk: '停用后不再按此规则报警，各测点自身限值照常有效。',
    saved: '规则“{name}”的草稿已保存，推演后由另一人在“报警规则”页发布', withdrawn: '停用规则“{name}”的草稿已保存，由另一人发布后生效', twoPoints: '请至少选择两个测点', nameHint: '如 氨机房三取二', pointsHint: '按顺序选择测点', firstPoint: '报警记在第一个测点上。', pointOff: '已停用', seconds: '秒',
    form: { name: '名称', rule: '规则类型', points: '测点', label: '级别', grade: '报警等级', on_delay_s: '报警延时（秒）', off_delay_s: '恢复延时（秒）', settings: '规则参数' },
    setting: { needed: '至少几个测点超限', set_point: '设定值', direction: '报警方向', deadband: '回差', bad_points: '测点失效时', stale_after_s: '无数据视为失效', degraded_after_s: '失效多久后提示', degraded_grade: '失效提示等级', allowed: '允许偏差' } as Record<string, string>,
    option: { direction_1: '高于设定值报警', direction_minus1: '低于设定值报警', bad_points_lower_k: '每失效一个，表决数减一（至少为一）', bad_points_keep_k: '表决数不变' } as Record<string, string>,
  },
  gateway: { test: '发送测试消息', config: '下发测点配置', text: '平台测试消息', taken: '网关 {code} 已收到', notTaken: '网关 {code} 未收到：未连接或未订阅下行主题', add: '添加网关', renewOf: '选择要换密钥的网关', renewHint: '更换后旧密钥立即失效，设备须填入新密钥。', once: '网关 {code} 的密钥（只显示这一次，请立即填入设备）：', refused: '{at} 拒绝了来自 {peer} 的连接或消息：{why}',
    refusal: { wrong_secret: '密钥不对，请核对设备中的密码；遗失时在平台更换密钥。', token: '令牌不对，请核对网关密钥；遗失时在平台更换密钥。', no_token: '缺少令牌，请加请求头 Authorization: Bearer 网关密钥。', password: '数采仪密码（PW）与登记的不一致。', too_many_failures: '一分钟内失败十次，暂停一分钟后再试。', address: '来源地址不在该网关允许的范围内，或测点地址的写法不对。', forbidden_address: '设备地址是平台本机或本链路的地址，须先在 ANLAN_FIELD_HOSTS 中列出。', exception_2: '设备没有这个寄存器，请核对测点地址。', node_not_readable: '服务器没有这个节点或不允许读取，请核对节点编号。', options: '该网关的接入参数有误，请更正。', plain: '该网关只接受 SM4 加密上报。', foreign_topic: '主题中的编码不是本网关的编码。', unrecognised_topic: '主题不是平台使用的主题，应为 anlan/v1/网关编码/telemetry。', subscription: '设备订阅了不允许的主题。', client_id_missing: '设备没有填写客户端标识（client id）。', too_many_sessions: '同一网关的连接过多。', packet_too_large: '消息过大，请拆分后发送。', other_address: '该编码正由另一地址的设备使用。' } as Record<string, string> },
  silences: {
    title: '已抑制 / 搁置 / 停用', lead: '照常判定和记录、但暂不通知的报警，均有理由和到期时间。', now: '生效与待批', past: '已结束', empty: '当前没有搁置、抑制或停用。', emptyPast: '没有已结束的记录。',
    counts: '当前不通知的报警：搁置 {shelved} 条，抑制 {suppressed} 条，停用 {out_of_service} 条；其中仍在报警 {standing} 条',
    col: { way: '方式', covers: '范围', reason: '理由', until: '到期', who: '申请人', alarms: '期间报警' }, from: '自 {at}', permit: '票号 {no}', ended: '结束：{why}', driven: '由状态测点自动启停', approvedBy: '{name} 批准',
    way: { shelve: '搁置', suppress: '设计抑制', out_of_service: '检修停用' }, state: { proposed: '待批准', approved: '已批准待开始', in_force: '生效中', ended: '已结束', refused: '未批准' },
  },
  decision: {
    title: '为什么通知 / 没有通知', all: '显示全部环节', none: '没有通知决定的记录。', asked: '已提交停用申请',
    occasions: { raised: '报警发生时', returned: '恢复提示时', late: '补传数据判断时', stale: '长期未恢复时' },
    stages: { maintenance: '检修停用', shelve: '搁置', by_design: '设计抑制', inhibit: '更高级别报警', group: '归并', flood: '报警泛滥', repeat: '重复抖动', stale: '长期未恢复', late: '补传数据', notify: '通知' },
    outcomes: { passed: '通过', silenced: '不通知', quiet: '不另行通知', grouped: '归并', waits: '等待', told: '已通知', nobody: '未通知' },
  },
  encryption: encryptionZh,
  talk: talkZh,
  consent: {
    title: '电子送达同意', none: '尚未同意电子送达。同意后，执法文书可直接送达本账号；同意有期限，随时可以撤回。', state: { valid: '已同意，有效期至 {until}', ended: '已于 {until} 到期，不再向账号送达', withdrawn: '已于 {at} 撤回，不再向账号送达' } as Record<string, string>,
    source: { signed: '现场签署', paper: '书面确认书', account: '企业账号确认' } as Record<string, string>, give: '同意电子送达', renew: '续期', withdraw: '撤回同意', given: '已同意电子送达。', withdrawn: '已撤回，此后文书将以其他方式送达。', withdrawAsk: '撤回后不再向本账号送达新的文书；此前已送达的仍然有效，请继续签收。', reason: '说明（可不填）', list: '各企业的电子送达同意（{n} 家）',
  },
  signing: {
    title: '电子签名', state: { valid: '有效：与记录一致', changed: '已失效：签署后内容有改动', broken: '不可信：签名数据被改动' } as Record<string, string>, refused: '拒绝签字', agrees: '同意电子送达', read: '签署内容', worth: '屏幕手写签名，平台以摘要固定内容；未使用 CA 证书，证明力由办案机关结合其他证据认定。',
    delivery: '电子送达', delivered: '已送达，并已通知企业。', deliver: '送达 {title}', consent: '同意电子送达的依据', consentHint: '企业已同意且在有效期内的可不填', consentOn: '确认书签署日期', received: '{name} 已于 {at} 签收', opened: '{at} 已查看，未签收', unopened: '未查看', receivedNow: '已签收。',
    lead: '执法文书送达企业账号后在此查看和签收。', none: '没有送达的文书。', noneHint: '有文书送达时会出现在这里，并通知企业。', filter: { waiting: '未签收', received: '已签收', all: '全部' } as Record<string, string>, basis: '送达依据', open: '打开文书', openFirst: '请先打开文书', receive: '签收',
  },
  reports: {
    lead: '选台账、报警或工单，再选筛选、分组或时间趋势和统计项，立即看到本人管辖范围内的结果；可保存、按角色共享、定期生成，导出 Word、PDF、Excel。', fresh: '新建报表', untitled: '未命名报表', mine: '我的', sharedTo: '共享给{role}', by: '由{name}共享', issues: '定期生成的报表',
    title: '标题', period: '统计期间', periods: { all: '全部时间', today: '今日', week: '本周', month: '本月', year: '本年', last_week: '上周', last_month: '上月' } as Record<string, string>, share: '共享给', nobody: '不共享', addPart: '增加一部分', save: '保存', copy: '另存为我的', remove: '删除', removeAsk: '确定删除报表“{title}”及其订阅吗？',
    cadence: '定期生成', cadences: { none: '不生成', daily: '每日', weekly: '每周', monthly: '每月' } as Record<string, string>, take: '导出', takeHint: '保存后可导出和定期生成。', format: { docx: 'Word', pdf: 'PDF', xlsx: 'Excel' } as Record<string, string>,
    part: '第 {n} 部分', register: '数据来源', heading: '小标题', mode: '内容', modes: { groups: '分组统计', rows: '明细（数字列合计）', lines: '时间趋势' } as Record<string, string>, step: '间隔', steps: { day: '按日', week: '按周', month: '按月' } as Record<string, string>, dayColumn: '期间按', groupBy: '分组', noGroup: '不分组', sort: '排序', newest: '最新在前', removePart: '删除这一部分', figures: '统计项', columns: '列', chart: '图', filters: '筛选',
    filterBy: '筛选列 {n}', filterValue: '筛选值 {n}', filterHint: '如 2026-06-01..2026-06-30', dropFilter: '删除筛选 {n}', addFilter: '增加筛选', cut: '行数较多，只列前面部分；全部内容请导出 Excel 或缩小范围。',
  },
  register: {
    filters: '筛选',
    title: '台账', none: '您的角色没有可查看的台账。', list: '列表', statistics: '统计', views: '显示方式', create: '登记', import: '导入', export: '导出', search: '编号、标题、内容', record: '记录', state: '状态', due: '期限', overdue: '逾期',
    empty: '没有符合条件的记录。', emptyHint: '可调整筛选条件，或登记一条新记录。', openCount: '未办结 {n} 条', overdueCount: '逾期 {n} 条', next: '下一步：{step}，期限 {at}', facts: '基本情况', photos: '照片', links: '关联记录', documents: '文书', timeline: '办理过程', comment: '补充说明，全体可见人员均能看到', edit: '修改', turnInto: '转为{name}',
    by: '统计维度', yes: '是', no: '否', find: '输入名称查找', choose: '请选择', saveView: '保存为视图', viewName: '视图名称', shareWith: '共享给', onlyMe: '仅本人', shared: '共享', sharedBy: '由{name}共享', columns: '选择列', ownColumns: '恢复默认列', picked: '已选 {n} 条', pickPage: '选择本页全部', findOne: '查找台账', clearPicked: '取消选择', exportPicked: '导出所选', noBulk: '所选记录没有可一并办理的操作。', bulkDone: '{action}：已办理 {n} 条', forget: '删除视图“{name}”', dropFilter: '取消条件 {name}', template: '下载导入模板', file: '选择文件', checked: '共 {total} 行，{good} 行无误。', rowError: '第 {row} 行 {column}：{message}', importNow: '导入 {n} 行', imported: '已导入 {n} 条',
  },
  unknown: {
    title: '未知来源', lead: '收到数据但尚未登记的设备与测点。登记后即纳入监测，登记前数据不参与报警。', col: { source: '来源', driver: '协议', address: '测点编号', last: '最近数值', count: '条数', first: '首次收到', seen: '最近收到' }, register: '登记', dismiss: '忽略', dismissAsk: '忽略后不再显示该来源，确定忽略吗？', empty: '没有未登记的来源。', emptyHint: '新设备接入后，其数据会先出现在这里。', form: { enterprise_id: '所属企业', workshop_id: '车间', kind: '监测类别', name: '测点名称', unit: '单位', scale: '换算系数', gateway: '采集网关' }, registerTitle: '登记测点', registered: '已登记：{name}', dismissed: '已忽略', scaleHint: '读数 × 系数 = 实际值', pickEnterprise: '输入企业名称查找', wholeGateway: '网关未登记', registerGateway: '登记网关', problem: { bad_json: '内容不是 JSON，请改正设备的消息格式', bad_shape: '内容格式不对，应为 {sample}', unrecognised_topic: '主题不对，应为 anlan/v1/{code}/telemetry', other: '平台读不懂（{word}），请改正设备' } as Record<string, string>, secret: '网关“{name}”的接入密钥（仅显示一次，请立即抄录）：',
  },
  mine: {
    lead: '选择平台通过哪些渠道、按什么顺序通知您。红色报警和超时、升级的工单不受免打扰限制，且至少保留一个可用渠道。', ways: '渠道与顺序', noWays: '系统管理员尚未设置通知渠道，目前仅有站内通知。', unreachable: '缺少号码、地址或订阅', up: '{name} 上移', down: '{name} 下移',
    quiet: '免打扰', from: '从', to: '至', quietHint: '此时段内照常发送：红色报警，已超时或升级的工单，以及您当班期间的工单；其余推迟到时段结束。', language: '通知语言', save: '保存', contacts: '联系方式', phone: '手机', email: '邮箱', contactKind: '类别', newContact: '新号码或地址', sendCode: '发送验证码', code: '验证码', verify: '核实', verified: '已核实，今后使用新的联系方式', isVerified: '已核实', notVerified: '未核实', contactHint: '新的联系方式核实后才会使用。',
    pushOn: '本浏览器已开启推送。', pushOff: '本浏览器未开启推送。', pushNotSet: '系统管理员尚未设置浏览器推送。', pushImpossible: '本浏览器不支持推送（需要 HTTPS）。', turnPushOn: '开启推送', turnPushOff: '关闭推送',
  },
}
