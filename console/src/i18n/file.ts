/** Words of data arrival and of the file of an enterprise: score, safety code, merging. */
export const fileZh = {
  arrivals: {
    lead: '按各测点申报的采样间隔，应到的数据到了多少。点乡镇看企业，点企业看测点，拉低最多的在前。',
    period: '期间', hour: '最近 1 小时', day: '最近 24 小时', days: '按日期', since: '起', until: '止', export: '导出 Excel',
    rate: '数据到达率', points: '测点在线', gateways: '网关在线', leftOut: '未计入测点', due: '应到', arrived: '实到', missing: '缺失', share: '占缺失',
    leftOutWhy: '未申报采样间隔 {a}、尚未投用 {b}、尚未统计 {c}，均不计入到达率。', window: '统计时段 {from} 至 {until}', partly: '其中只有 {n}／{all} 个小时已统计，未统计的小时不计入。',
    notYet: '尚未统计：系统启动或首批数据到达后几分钟内完成首轮统计；长时间仍未统计的，请到“运行状况”核对历史数据服务。',
    stale: '统计已停更，以下为旧数据：请到“运行状况”核对历史数据服务。', none: '尚无可统计的数据。', noneHint: '请在测点资料中申报采样间隔；设备送来第一个数据后，次轮（5 分钟内）开始统计。',
    towns: '按乡镇（街道）', town: '乡镇（街道）', sites: '按企业', site: '企业', all: '全部乡镇（街道）', n: '企业数', noPoints: '该企业没有启用的测点。', point: '测点', interval: '采样间隔', everyS: '{n} 秒', newest: '最新数据', gateway: '网关', off: '离线', on: '在线', trend: '看曲线',
    standing: { counted: '', no_interval: '未申报采样间隔', not_commissioned: '尚未投用', not_counted: '尚未统计' }, unknown: '不评', open: '企业档案', pointsSince: '测点明细只保留到 {day}，更早的日期计入企业合计。',
  },
  score: {
    title: '企业安全评分', tooLittle: '可评数据不足（可评权重 {n}／{all}，至少 {min}），暂不评分。', nothing: '无可评数据，不计入', hidden: '{got}（明细无权查看）', earned: '得 {n}／{all} 分', reason: '{value}（{worst} 为 0 分，{best} 为满分），{got}',
    rows: '明细', ofAll: '全部', months: '近 6 个月', by: '第 {n} 版公式，统计 {since} 以来。', assumed: '权重和界限为建议值，可由起草人和发布人修改。', formula: '公式与排名',
  },
  merge: {
    lead: '同一家企业被重复建档时，选择保留哪一家、取哪些字段；由另一人确认后一次迁移全部资料。', list: '合并记录', none: '没有合并记录。', by: '{name} 于 {at} 提出：', decided: '{name} 于 {at} 处理', moved: '迁移 {n} 条', confirm: '确认合并', refuse: '不同意', own: '本人提出，请由另一人确认。', ask: '合并后原企业资料全部归入保留企业；限期内可由两人撤回，但此后新产生的资料多数留在保留企业。确定合并吗？', same: '两边是同一家企业。', whyRefuse: '不同意的理由', done: '已合并，正在重新发布配置。', refused: '已驳回。', proposed: '已提出，由另一人确认后合并。',
    state: { proposed: '待确认', applied: '已合并', refused: '未同意', back_asked: '撤回待确认', taken_back: '已撤回' }, new: '提出合并', find: { kept: '查找保留企业', gone: '查找并入企业' }, side: { kept: '保留企业', gone: '并入企业' }, fields: '逐项对照', field: '项目', take: '取值', takeOther: '取并入企业的', moving: '将迁移 {n} 条：', after: '测点编号不变，正在报警的不受影响；配置会重新发布。并入企业的页面和安全码以后都通向保留企业。', reason: '理由', propose: '提出合并',
    back: {
      ask: '提出撤回合并', confirm: '确认撤回', refuse: '不撤回', until: '{at} 前可撤回，须两人办理。', by: '{name} 于 {at} 撤回', reason: '{name} 提出撤回：{reason}', whyAsk: '理由（不少于两个字）', wait: '正在核对能归还的资料，请稍候。',
      kinds: { going: '将归还原企业', coming: '合并后产生、来源属于原企业，随之归还', staying: '合并后产生、没有注明来源或两家共有，留在保留企业', lost: '已删除或已转走，无法归还' },
      changed: '合并后又改过、保持现状的字段：{names}。', crossed: '这些测点已接到另一家的网关，请先改回：{names}。', cannot: '已发出的通知、已送达的文书、已上报的数据和审计记录不变；企业每日数据到达率不重算；配置会重新发布。',
      done: { ask: '已提出，由另一人确认后撤回。', confirm: '已撤回，正在重新发布配置。', refuse: '合并维持不变。' },
    },
    went: '该企业已并入另一家企业。', follow: '打开保留企业', link: '与重复的企业合并',
  },
  signs: { title: '企业安全码', by: '{name} 于 {at} 制码', none: '尚未制码。制码后打印张贴在大门外：监管人员扫码开档案，公众扫码看公开信息、举报。', print: '打印码牌', make: '制码', renew: '换新码', revoke: '停用', reason: '理由（旧牌立即失效）', cancel: '取消', made: '已制码。', revoked: '已停用。' },
}

export const fileEn: typeof fileZh = {
  arrivals: {
    lead: 'Of the readings due by the interval declared for each point, how many arrived. A town opens its enterprises, an enterprise its points; what pulls the rate down most comes first.',
    period: 'Period', hour: 'Last hour', day: 'Last 24 hours', days: 'Days', since: 'From', until: 'To', export: 'Excel',
    rate: 'Data-arrival rate', points: 'Points on line', gateways: 'Gateways on line', leftOut: 'Points left out', due: 'Due', arrived: 'Arrived', missing: 'Missing', share: 'of missing',
    leftOutWhy: 'No interval declared {a}, not in service yet {b}, not counted yet {c}: none of them counts.', window: '{from} to {until}', partly: 'Only {n} of {all} hours were counted; the others are left out.',
    notYet: 'Nothing has been counted yet: the first count follows some minutes after the start. If it does not, look at the history process on the health page.',
    stale: 'Counting has stopped and these numbers are old: look at the history process on the health page.', none: 'Nothing can be counted yet.', noneHint: 'Declare the sampling interval of the points; counting begins within five minutes after a device sent its first reading.',
    towns: 'By town', town: 'Town', sites: 'By enterprise', site: 'Enterprise', all: 'All towns', n: 'Enterprises', noPoints: 'This enterprise has no point in use.', point: 'Point', interval: 'Interval', everyS: '{n} s', newest: 'Newest reading', gateway: 'Gateway', off: 'off line', on: 'on line', trend: 'Curve',
    standing: { counted: '', no_interval: 'no interval declared', not_commissioned: 'not in service yet', not_counted: 'not counted yet' }, unknown: 'not judged', open: 'File', pointsSince: 'Points keep their own days since {day} only; older days are in the enterprise’s sum.',
  },
  score: {
    title: 'Safety score', tooLittle: 'Too little can be judged (weight {n} of {all}, at least {min}): no score.', nothing: 'nothing to judge, left out', hidden: '{got} (you may not read its rows)', earned: '{n} of {all}', reason: '{value} ({worst} earns 0, {best} all), {got}',
    rows: 'rows', ofAll: 'all', months: 'Last 6 months', by: 'Formula version {n}, since {since}.', assumed: 'Weights and bounds are assumptions that two people can change.', formula: 'Formula and ranking',
  },
  merge: {
    lead: 'Where one enterprise was registered twice: choose which is kept and which fields it takes; when a second person confirms, everything moves at once.', list: 'Merges', none: 'No merges.', by: '{name}, {at}:', decided: '{name}, {at}', moved: '{n} rows moved', confirm: 'Merge', refuse: 'Refuse', own: 'Your own: another person confirms.', ask: 'Everything of the other enterprise moves. Two people can take it back for some time, but most of what comes in between stays with the one kept. Merge?', same: 'These are one and the same enterprise.', whyRefuse: 'Why not?', done: 'Merged; the configuration is being published.', refused: 'Refused.', proposed: 'Proposed. Another person confirms.',
    state: { proposed: 'to be confirmed', applied: 'merged', refused: 'refused', back_asked: 'taking back, to be confirmed', taken_back: 'taken back' }, new: 'Propose a merge', find: { kept: 'Find the one kept', gone: 'Find the one that goes' }, side: { kept: 'Kept', gone: 'Goes' }, fields: 'Field by field', field: 'Field', take: 'Take', takeOther: 'from the one that goes', moving: '{n} rows will move:', after: 'Points keep their ids and standing alarms stand; the configuration is published again. The page and the sign of the one that goes lead to the one kept.', reason: 'Reason', propose: 'Propose',
    back: {
      ask: 'Take back', confirm: 'Confirm taking back', refuse: 'Let the merge stand', until: 'Can be taken back by two people until {at}.', by: 'taken back by {name}, {at}', reason: '{name} asks to take it back: {reason}', whyAsk: 'Reason (two characters or more)', wait: 'Looking up what can be put back.',
      kinds: { going: 'Goes back', coming: 'Came since and follows its origin', staying: 'Came since and names no origin, or belongs to both: stays with the one kept', lost: 'Deleted or moved on: cannot be put back' },
      changed: 'Changed since the merge and left as they are: {names}.', crossed: 'These points hang on a gateway of the other enterprise by now; put that right first: {names}.', cannot: 'Notices that went out, documents delivered, data reported upwards and the audit trail stay; daily arrival rates are not counted anew; the configuration is published again.',
      done: { ask: 'Asked for. Another person confirms.', confirm: 'Taken back; the configuration is being published.', refuse: 'The merge stands.' },
    },
    went: 'This enterprise went into another one.', follow: 'Open that one', link: 'Merge with its double',
  },
  signs: { title: 'Safety code', by: 'made by {name}, {at}', none: 'No code yet. Print one for the gate: officers scan it to the file, the public to what is public and to the tip page.', print: 'Print the sign', make: 'Make', renew: 'New code', revoke: 'Withdraw', reason: 'Reason (the old sign stops at once)', cancel: 'Cancel', made: 'Made.', revoked: 'Withdrawn.' },
}
