import { atlasZh } from './atlas.zh-CN'
import { bellZh, findZh, quickZh } from './shell.zh-CN'

export const zh = {
  app: { name: '安澜', full: '安澜安全生产监管平台', skip: '跳到正文' },
  nav: {
    calendar: '工作日历', arrivals: '数据到达', merges: '企业合并', trends: '趋势分析', openTrends: '趋势分析', leader: '领导视图', figures: '统计', indices: '指数排名', bulletins: '日报周报', deliveries: '文书送达', reports: '报表', rules: '报警规则', setup: '开通向导',
    label: '主导航', more: '更多', groups: { watch: '值守', data: '数据', duties: '履职', figures: '统计', shifts: '值班', system: '管理' }, map: '一张图', alarms: '报警', incidents: '工单', enterprises: '企业', registers: '台账', cameras: '视频', unknown: '未知来源', import: '导入', channels: '通知渠道', broadcasts: '广播', reporting: '上报',
  },
  top: {
    admin: '后台管理',
    search: '搜索报警、企业', searchHint: '搜索报警、企业（按 / ）',
    counts: '未闭环报警数', clock: '北京时间', user: '用户菜单', signOut: '退出登录', theme: '显示',
    themeLight: '浅色', themeDark: '深色', themeAuto: '跟随系统', language: '语言', keys: '单键快捷键',
    keysOn: '开启', keysOff: '关闭', help: '快捷键说明', role: '角色',
  },
  link: {
    connecting: '连接中', live: '实时', stale: '数据延迟', lost: '已断开，正在重连',
    age: '{age}前更新', offline: '网络已断开，恢复后自动重连', lostBanner: '与服务器的连接已断开，正在重连；页面数据停留在 {at}，请勿据此判断现场情况。',
    unanswered: '部分内容读取失败，显示的可能不是最新，正在重试。', staleBanner: '已 {age} 未收到数据，页面所示可能不是现场最新情况。',
  },
  health: {
    title: '系统异常', notices: '系统提示', silent: '{process}已 {s} 秒无响应', absent: '{process}尚未启动', ill: '{process}：{reason}', bus: '消息总线无响应',
    process: { gateway: '采集网关', alarms: '报警引擎', history: '历史库', worker: '后台任务', web: '网页服务', cameras: '视频分析', nats: '消息总线' } as Record<string, string>,
  },
  sound: {
    ask: '本班次尚未开启报警声音。', enable: '点击开启声音', on: '声音开', off: '声音关', muted: '静音 {left}', mute: '静音 10 分钟',
    test: '试音', turnOff: '关闭声音', alarm: '红色报警未确认', notifyTitle: '红色报警',
  },
  grade: { red: '红', orange: '橙', yellow: '黄', blue: '蓝', colour: '{name}色', none: '未定级' },
  risk: { red: '重大风险', orange: '较大风险', yellow: '一般风险', blue: '低风险', none: '未评级', title: '风险等级' },
  state: {
    unacked: '未确认', acked: '已确认', rtn_unacked: '已恢复未确认', latched: '已锁存待复位', normal: '已恢复', shelved: '已搁置', suppressed: '已抑制', out_of_service: '停用检修',
    handling: '处置中', gone: '已消除',
  },
  common: { colon: '：',
    loading: '正在加载', retry: '重试', cancel: '取消', confirm: '确定', submit: '提交', close: '关闭', back: '返回', all: '全部', more: '更多',
    none: '无', unknown: '未知', page: '第 {page} / {pages} 页，共 {total} 条', prev: '上一页', next: '下一页', required: '必填', optional: '选填',
    total: '共 {n} 条', copy: '复制', copied: '已复制', ago: '{age}前', days: '{d} 天 {h} 小时', seconds: '{n} 秒', minutes: '{n} 分钟', hours: '{n} 小时',
    person: '{n} 人', source: '依据', at: '时间', saved: '已保存',
  },
  error: {
    title: '加载失败', noPermission: '无权查看', noRecord: '记录不存在', unreachable: '无法连接服务器，请检查网络后重试。', server: '服务器处理出错，请稍后重试；如持续出现，请联系系统管理员。',
    forbidden: '您的角色无权查看此内容，如确需查看请联系系统管理员开通。', notFound: '没有找到该记录，可能已删除或不在您的管辖范围内。',
    request: '请求编号 {id}', offline: '网络已断开，显示的是断开前的数据。', action: '操作未成功：{why}',
  },
  signIn: {
    title: '登录', lead: '安全生产监测预警与闭环处置', username: '用户名', password: '密码', submit: '登录', busy: '正在登录', wrong: '用户名或密码不正确。',
    empty: '请输入用户名和密码。', note: '仅限授权人员使用，操作全程留痕。', show: '显示密码', hide: '隐藏密码', caps: '大写锁定已开启',
    second: '第二步验证', secondLead: '请完成第二步验证。', code: '验证器中的动态验证码，或恢复码', verify: '验证', passkey: '使用通行密钥登录', usePasskey: '使用通行密钥', again: '重新开始', or: '或', sso: '{name}登录',
    ssoFailed: '统一认证未完成，请重试或在此登录。', ssoUnknown: '该身份尚未与本平台用户关联，请联系系统管理员。',
  },
  account: {
    title: '我的账号',
    confirm: { title: '请再次验证身份', lead: '该操作涉及账号安全，请输入密码，或使用动态验证码、通行密钥。', password: '密码', code: '动态验证码', either: '请填写密码或验证码。' },
  },
  duty: {
    rosters: '值班表', policies: '派单策略', noOther: '该企业没有其他未办结工单。',
    link: { hazard: '隐患', enforcement_lead: '执法线索', none: '您没有登记隐患或执法线索的权限，请由乡镇（街道）安监员或值班员转办。' },
  },
  learning: { nav: '复盘' },
  atlas: atlasZh,
  bell: bellZh,
  find: findZh,
  quick: quickZh,
  screen: { title: '大屏' },
  system: { title: '运行状况' },
  alarms: {
    title: '报警', views: '报警视图', open: '待处置', unacked: '未确认', handling: '处置中', shelved: '搁置', all: '全部',
    col: { grade: '等级', title: '报警内容', where: '企业与位置', value: '当前值', limit: '限值', age: '已持续', raised: '发生时间', state: '状态', who: '责任人', order: '工单' },
    select: '选择', selectAll: '全选本页', selected: '已选 {n} 条', ackSelected: '确认所选', clear: '取消选择',
    anyGrade: '全部等级', enterpriseOnly: '仅看：{name}', clearFilter: '清除筛选', late: '迟到数据', unassigned: '未派单',
    emptyOpen: '当前没有待处置的报警。', emptyOpenHint: '新报警会自动出现在这里，无需刷新。',
    emptyUnacked: '全部报警均已确认。', emptyHandling: '当前没有处置中的报警。', emptyShelved: '当前没有搁置、抑制或停用的报警。', emptyAll: '没有符合条件的报警记录。',
    emptyFiltered: '没有符合筛选条件的报警。', keys: 'J/K 上下移动 · Enter 打开 · X 选择 · A 确认', ackDone: '已确认 {n} 条报警', ackOne: '确认报警', ackMany: '确认 {n} 条报警',
    nothingToAck: '所选报警无需确认。', newSince: '新报警',
  },
  evidence: { title: '影像证据', blurred: '人员头部已打码', original: '原图', originalHint: '未打码；每次查看均记入审计', none: '暂无影像。报警约 15 秒后生成；摄像机无画面时没有影像。', verdict: '识别是否属实', true: '属实', false: '误报', unclear: '无法判断' },
  alarm: {
    playBack: '看报警前后', value: '当前值', atRaise: '报警时', peak: '峰值', limit: '限值', raised: '发生', cleared: '恢复', acked: '确认', ackedBy: '{name} 于 {at} 确认', active: '仍在超限', standing: '尚未恢复', wholeGateway: '整个网关', returned: '已恢复正常',
    dueIn: '距处置时限', overdue: '已超时限', elapsed: '已持续', noDue: '未派单，暂无时限',
    trend: '实时曲线', measures: '处置措施', timeline: '处置记录', neighbours: '同位置测点', basis: '判定依据', rule: '规则', label: '级别', config: '配置版本', address: '测点编号', place: '位置', kind: '类别',
    w15: '15 分', w60: '1 时', w480: '8 时', w1440: '24 时', window: '时间范围', raiseMark: '报警', goIncident: '工单 {no}', noIncident: '尚未生成工单', shelvedUntil: '搁置至 {at}', suppressed: '抑制原因：{why}',
    late: '该报警由迟到数据产生，发生时间以现场时间为准。', noNeighbours: '同一位置没有其他测点。', noMeasures: '该类报警暂无预设处置措施，请按企业应急预案处置。', avoid: '禁止', noTimeline: '暂无处置记录。',
    actions: '可用操作', advisory: '平台信息仅供参考，不替代现场联锁与应急预案。', overLimit: '超限值 {p}%', compare: '叠加同位置测点', enterprise: '企业', chart: '{name}，最近 {window}，最新值 {value}',
    noData: '该时间段没有数据。', min: '最低', max: '最高', latest: '最新', high: '上限', low: '下限',
    rules: { limit: '限值', rate_of_change: '变化率', stuck: '数值不变', offline: '离线', fault: '设备故障', voting: '表决', deviation: '两点偏差' } as Record<string, string>,
  },
  stateWord: { camera_state_0: '正常', camera_state_1: '画面过暗', camera_state_2: '画面过曝', camera_state_3: '模糊或遮挡', camera_state_4: '画面冻结', camera_state_5: '视角偏移', camera_state_6: '离线', fan_state_0: '停止', fan_state_1: '运行', airlock_state_0: '停止', airlock_state_1: '运行', device_alarm_0: '正常', device_alarm_1: '报警', test_signal_0: '正常', test_signal_1: '报警' },
  quality: {
    good: '正常', uncertain: '存疑', manual: '人工置数', over_range: '超量程', bad: '无效', maintenance: '维护', calibrating: '校准', fault: '设备故障', stopped: '停运', implausible: '数值不可信', clock: '时间异常', lost: '信号中断', unknown: '无数据', stale: '{age}未更新',
  },
  incidents: {
    title: '工单', board: '看板', list: '列表', filter: '工单筛选', open: '未闭环', overdue: '已超时', mine: '我的', all: '全部', col: { open: '待派单', dispatched: '待签收', handling: '处置中', feedback: '待复核', closed: '已闭环' },
    left: '剩 {t}', over: '超 {t}', noClock: '无时限', empty: '无', emptyOf: { all: '还没有工单。', open: '当前没有未闭环的工单。', overdue: '当前没有超时的工单。', mine: '当前没有需要您处理的工单。' }, emptyFound: '没有符合条件的工单。', emptyHint: '报警会自动生成工单并派给企业。', unassigned: '未派单', level: '已升级 {n} 级', closedAt: '闭环于 {at}', search: '工单编号、企业', state: { open: '待派单', dispatched: '待签收', accepted: '已签收', handling: '处置中', feedback: '待复核', closed: '已闭环', false_alarm: '误报办结', merged: '已并入' }, next: { open: '派单', dispatched: '签收', accepted: '处置并反馈', handling: '处置并反馈', feedback: '复核', closed: '—', false_alarm: '—', merged: '—' },
  },
  incident: {
    loop: '闭环流程', who: '责任人', by: '时限', done: '完成', pending: '—', alarms: '关联报警', photos: '现场照片', upload: '上传照片', uploading: '正在上传', uploadFailed: '上传失败：{why}', caption: '照片说明', noPhotos: '尚无现场照片。', photoRule: '照片经重新生成，去除隐藏信息，并记录校验值。',
    measures: '处置措施', measuresHint: '逐项勾选已落实的措施，反馈时一并提交。', timeline: '处置记录', addNote: '补充记录', noteHint: '填写现场情况、联系结果等', steps: { raised: '报警', dispatch: '派单', accept: '签收', handle: '处置', feedback: '反馈', verify: '复核', close: '闭环' },
    system: '系统', clockLeft: '距“{step}”时限', clockOver: '“{step}”已超时', falseAlarm: '误报', dueBy: '应于 {at} 前', opened: '立单', people: '处置人 {handler} · 复核人 {verifier}', secondPerson: '复核须由处置人以外的人员进行。', sha: '校验值', remove: '移除', pick: '选择图片', preview: '预览', doneCount: '已落实 {n} / {total}', notFor: '当前没有可进行的操作。', onlyPeople: '只看人员记录', showAll: '显示全部 {n} 条', photoNote: '上传现场照片 {n} 张',
  },
  action: {
    confirm: '确认已处置', reset: '复位', out_of_service: '办理检修停用', approve: '批准', refuse: '不批准', end: '提前结束', withdraw: '撤回', outOfServiceWarn: '停用期间照常判定和记录，但不通知任何人；可能出现红色报警的测点须由另一人批准，最长 8 小时。关闭、破坏监测报警设备属违法行为。',
    acknowledge: '确认', shelve: '搁置', unshelve: '取消搁置', false_alarm: '判定误报', dispatch: '派单', accept: '签收', feedback: '反馈', verify: '复核通过', send_back: '退回重办', note: '补充记录', start: '开始处置', handle: '开始处置', arrive: '到场', report: '报告进展', support: '请求支援', take_over: '接管', merge: '并入其他工单', split: '拆分', convert: '转办', reopen: '重新打开',
    fields: { comment: '说明', reason: '理由', to_user_id: '派给', minutes: '时长', permit_no: '作业票号', measures_done: '已落实措施', attachment_ids: '现场照片', to_user_ids: '请求对象', into_id: '并入工单', alarm_ids: '拆出的报警', convert_to: '转为' } as Record<string, string>,
    reasonHint: '将记入审计记录', minutesUnit: '分钟', choosePerson: '选择责任人', onDuty: '在岗', noPeople: '没有可派单的人员，请联系系统管理员维护人员信息。', done: '{action}成功', missing: '请填写{field}', shelveWarn: '只搁置该测点的这一级报警，其他级别照常通知；到期自动恢复。不得以搁置代替处置。', noEvidence: '该工单没有现场照片，请说明无照片的理由。', falseWarn: '判定误报后工单将关闭，请写明核实经过。',
  },
  map: {
    label: '地图', queue: '待处置报警', legendAlarm: '报警等级', legendRisk: '企业风险', note: '乡镇（街道）界线为示意，不作为管辖依据', credit: '行政区划 © 天地图 GS(2024)0650号', water: '水系 © OpenStreetMap contributors (ODbL)', layers: '图例', failed: '地图无法显示（浏览器不支持 WebGL），请使用右侧列表。', alarmsHere: '{n} 条未闭环报警', none: '当前没有未闭环报警', openEnterprise: '企业详情', openAlarm: '报警详情', fit: '全市范围', zoomIn: '放大', zoomOut: '缩小', noPlace: '{n} 条报警所属企业没有坐标，仅在列表中显示', summary: '地图：{e} 家企业，{a} 家有未闭环报警。右侧列表与地图内容一致。',
  },
  told: {
    title: '通知情况', empty: '尚未通知任何人。', readAt: '{at} 已在平台阅读', notRead: '尚未在平台阅读', consoleOnly: '仅站内通知', unreached: '无法通知：{why}。不视为已通知，平台上可见。', comma: '、', lacks: { phone: '没有手机号', push: '未开启推送', email: '没有电子邮箱', off: '本人关闭了全部渠道', failed: '各渠道均未能发出' } as Record<string, string>, repeat: '重发', attempts: '尝试 {n} 次',
    state: { standby: '备用', queued: '待发', sending: '发送中', sent: '已发出', delivered: '已送达', read: '已读', failed: '未成功', stopped: '已停止' },
    reason: { dispatched: '派单', escalated: '升级', graded: '等级升高', informed: '知会', to_verify: '待复核', sent_back: '退回', overdue: '超时', support: '请求支援', handover: '交班', reopened: '重新打开', relieved: '不再负责', taken_over: '已接管', reported: '进展报告', support_answered: '支援答复', joined: '新增报警', new_kind: '新增红色报警', set_aside: '报警无法入库' } as Record<string, string>,
  },
  mine: { title: '我的通知设置', push: '浏览器推送', pushDenied: '浏览器未允许通知，请在浏览器设置中允许。' },
  keys: {
    title: '快捷键', search: '搜索', nextPrev: '下一条 / 上一条', open: '打开', select: '选择', ack: '确认报警', map: '一张图', mute: '静音 10 分钟', help: '快捷键说明', off: '单键快捷键可在用户菜单中关闭；输入文字时不起作用。',
  },
  notFound: { title: '页面不存在', text: '地址可能有误，请从左侧导航进入。', home: '返回报警列表' },
  time: { justNow: '刚刚' },
}

export type Messages = typeof zh
