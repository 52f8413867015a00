/** Words of rosters, hand-overs, dispatch policies and support. */
export const dutyZh = {
  handover: '交接班',
  support: { title: '支援与转办', asked: '待答复', coming: '前来支援', declined: '不能前来', void: '已不需要', come: '前来支援', decline: '不能前来', why: '不能前来的原因', by: '{name}请求', policy: '派单依据' },
  lead: '班次、替班、换班与空班。空班提前一周提示岗位负责人。', none: '尚未设立值班岗位。', noneHint: '由值班负责人或管理员设立岗位后排班。', now: '当前值班', nobody: '无人', gaps: '空班 {n} 处', week: '周', prev: '上一周', next: '下一周', gap: '无人值班', off: '休', offHint: '工作日历中的休息日', instead: '替 {name}', unreachable: '无法通知：{why}', unreachableLead: '本周排班人员中，{names}无法通知，请在值班前补登手机号或开启推送。',
  rotate: '轮班排班', people: '轮值人员（按顺序）', from: '起始日期', days: '天数', starts: '换班时刻', fill: '排班', filled: '已排 {n} 个班次。', import: '从 Excel 导入', file: '下载班表', imported: '已导入 {n} 个班次。',
  sub: '替班', swap: '换班', swapWith: '由谁接替', reason: '事由', ask: '提出', asked: '已提出，待对方确认。', swaps: '待确认的换班', agree: '同意', refuse: '不同意', done: '已保存。', post: '岗位', leader: '负责人',
  add: '设立岗位', name: '岗位名称', role: { duty_officer: '值班员', leader: '领导', town_officer: '乡镇（街道）安监员', enterprise_manager: '企业安全管理员', enterprise_operator: '企业岗位人员' },
  hand: { lead: '交班人签字后由接班人签字；双方签字后，未办结工单及其通知转由接班人负责。', mine: '本人移交事项', incidents: '未办结工单', silences: '搁置与停用中', before: '上一班记录', notes: '交班记录', to: '接班人', sign: '签字交班', take: '签字接班', signed: '已签字。', waits: '待接班人签字', past: '历次交接班', none: '尚无交接班记录。', nothing: '无', notServing: '您不在此岗位值班，只能查看。', notOnDuty: '您当前不在班（或已交班），由当班人员本人交班。当班：{names}' },
  silence: {
    new: '办理停用或抑制', declared: '已申报，待另一人批准。', begins: '开始时间（不填则立即开始）', logics: '设计抑制逻辑', switchOn: '启用抑制', state: '由状态测点自动启停（可不选）', byHand: '不自动，由人启用', stateLabel: '测点处于哪一级报警时视为停运', name: '名称（如：全厂停产）', kinds: '被抑制的测点类型（不得整体抑制）', chosen: '已选 {n} 个测点',
    logicWarn: '设计抑制只用于停产、停机时没有意义的测点类型；泄漏、火灾类测点不得列入。检修泄漏、火灾类探头请凭作业票办理检修停用。须由另一人批准。', never: '不得列入：{why}',
    scope: { points: '测点', equipment: '关键设备', workshop: '车间', enterprise: '整个企业' },
  },
  policy: {
    lead: '谁、以何种方式、在多少分钟内签收、到场、首报、处置、复核；无人签收时逐级升级。发布须另一人办理，已生成的工单不受影响。',
    versions: '版本', version: '第 {n} 版', inForce: '生效中', from: '{at} 起', by: '{name}发布', draftBy: '{name}起草', rules: '规则', diff: '与第 {n} 版比较', same: '没有差别。', added: '新增', removed: '删除', changed: '修改',
    draft: '以此版起草', draftTitle: '修改说明', publish: '发布', published: '已发布。', back: '恢复此版', backWhy: '恢复原因', save: '保存草稿', saved: '草稿已保存，发布前请推演。', unsaved: '有未保存的修改，请先保存草稿，再推演、发布。', edit: '编辑', drop: '删除', addRule: '新增规则', take: '采用', any: '不限', when: '时段', place: '地点', team: '小组：{name}', at_any: '不限', at_night: '夜间（22:00–06:00）', at_holiday: '节假日', at_holiday_night: '节假日夜间', after: '派单后（分）', says: '处置记录用语', addStep: '增加一级', dropStep: '删除第 {n} 级', stepsLead: '从派单时起算；无人签收时逐级通知，最后一级按重复间隔再次通知。',
    col: { rule: '规则', first: '首先通知', inform: '同时知会', channel: '渠道', accept: '签收', arrive: '到场', report: '首报', handle: '处置', verify: '复核', steps: '升级' }, call: '电话', message: '消息', console: '站内', minutes: '{n} 分', hours: '{n} 小时',
    simulate: '推演', simLead: '如果此刻发生报警且无人处理，会通知谁？', enterprise: '企业', grade: '等级', kind: '类别', process: '安全报警', equipment: '设备异常', at: '时间', run: '推演', charged: '派单给', nobody: '没有可派单的人员', night: '夜间', who: '人员', why: '依据', first: '首次', level: '第 {n} 级', result: '推演结果',
    field: { first: '首先通知', inform: '同时知会', channel: '渠道', accept_within_s: '签收时限', arrive_within_s: '到场时限', report_within_s: '首报时限', handle_within_s: '处置时限', verify_within_s: '复核时限', repeat_every_s: '重复间隔', night_factor: '夜间系数', steps: '升级', source: '依据', mark: '可信度', note: '备注' } as Record<string, string>,
  },
}
