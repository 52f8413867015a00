/** Words of what is learnt from work orders, in Chinese. */
export const learningZh = {
  title: '复盘', lead: '近 {n} 天生成的工单', classify: '原因与措施分类', cause: '原因', measures: '措施', note: '说明', save: '保存分类', saved: '已保存分类', none: '尚未分类。', choose: '请选择', basis: '依据：{source}', byAt: '{name} 于 {at} 填写', useful: '这条报警有用吗？', yes: '有用', no: '没用', votes: '有用 {a} · 没用 {b}',
  report: '闭环报告', issue: '出具闭环报告（PDF）', issuing: '正在生成', edition: '第 {n} 版', noReport: '尚未出具。', onlyEnded: '工单办结后可出具。',
  opened: '生成', closed: '已闭环', falseAlarm: '误报办结', unclassified: '办结未分类', usefulRate: '评价有用', causes: '原因', measuresTop: '措施', least: '被评价“没用”的报警', repeat: '重复发生', repeatLead: '同一企业的同一测点或同一原因，{days} 天内工单不少于 {times} 件', by: { point: '同一测点', cause: '同一原因' } as Record<string, string>, col: { enterprise: '企业', what: '重复项', count: '件数', falseAlarms: '其中误报', span: '首次—最近', orders: '工单' }, noRepeat: '没有达到条件的重复情况。', empty: '这段时间没有数据。', days: '{n} 天', times: '至少 {n} 件', asOf: '统计时间 {at}', evidence: '证据', evidenceYes: '已有现场照片 {n} 张', evidenceNo: '没有现场照片，复核时须说明原因', second: '第二人', secondText: '处置人 {handler}，须由其以外的复核权限人员复核', classFirst: '建议先填写原因与措施分类，再复核办结。',
}
