/** Words of the phone pages, in both languages: short, because they are read in the rain. */
export const phoneZh = {
  title: '我的任务', order: '工单', brand: '安澜', desktop: '完整版', skip: '跳到正文',
  nav: { label: '手机导航', tasks: '任务', points: '测点', report: '随手拍', queue: '待发' },
  link: { ok: '已联网', off: '无网络', gone: '连不上服务器' },
  asOf: '无网络，显示的是 {at} 的内容。', remembered: '离线使用中（{name}），联网后自动核实身份。',
  install: { ask: '安装到桌面，断网也能打开。', do: '安装', ios: '点浏览器“分享”，选“添加到主屏幕”，断网也能打开。', later: '以后再说' },
  home: {
    mine: '我的任务', town: '本地工单', empty: '目前没有要办的工单。', emptyHint: '有新任务会自动出现，并通知您。', nearest: '由近到远', newest: '按时间排列',
    locate: '按距离排序', locating: '正在定位', noPlace: '没有取得定位，请检查手机定位权限。', alarms: '{n} 条报警未恢复', recovered: '报警已恢复', count: '{n} 件',
    verify: '待您复核', todo: '待您办理',
  },
  do: {
    accept: '立即签收', accepted: '签收', feedback: '处置完成，提交反馈', sent: '已交办，等待复核', closed: '工单已办结', wait: '当前不需您办理', verify: '去复核', waiting: '已保存，待发送', by: '责任人 {name}',
    textNeeded: '请写一句处置情况，或点上面的常用语。', photoNeeded: '请拍现场照片，或说明不能拍的原因。',
  },
  measures: { title: '处置措施', done: '已做 {n} / {total}', avoid: '严禁' },
  photos: { title: '现场照片', take: '拍照', locating: '正在定位', placed: '已定位（±{m} 米）', unplaced: '未定位', waiting: '待传', arrived: '已收到', refused: '未被接受', remove: '删除照片', bad: '这张照片打不开，请重拍。', why: '不能拍照的原因' },
  text: { title: '处置情况', hint: '做了什么，现在怎样', quick: ['已切断泄漏源，浓度恢复正常。', '已撤离人员并开启通风。', '仪表故障，已报修。', '正常作业引起，现场无异常。'] },
  useful: { ask: '这条报警有用吗？', yes: '有用', no: '没用', thanks: '谢谢，已记录。' },
  report: {
    title: '随手拍', what: '看到什么', kinds: { fire: '动火、烟火', gas: '异味、泄漏', passage: '通道堵塞', electric: '电气隐患', equipment: '设备缺陷', conduct: '违章作业', other: '其他' } as Record<string, string>,
    where: '哪家企业', nearby: '附近企业', none: '不确定', text: '说明（选填）', hint: '一句话说清楚', send: '上报', needKind: '请先选“看到什么”。', needShown: '请拍一张照片或写一句话。', kept: '已保存，联网后自动上报。', mine: '我上报的', empty: '您还没有上报过。', state: { open: '待处理', taken_over: '已转办', dismissed: '不予处理' } as Record<string, string>,
  },
  points: { title: '本企业测点', empty: '本企业尚未登记测点。', none: '您的账号没有所属企业，不显示测点。', live: '数值随现场变化', bad: '异常在前' },
  queue: {
    title: '待发内容', empty: '全部已发送。', emptyHint: '断网时做的操作会保存在这里，联网后按顺序自动发送。', waiting: '{n} 项待发', refused: '{n} 项需您处理', sending: '正在发送', allSent: '已全部发送', full: '手机存储空间已满，刚才的内容没有保存。请先联网发送，或删除手机上不用的文件后重试。',
    signIn: '登录已过期，重新登录后自动继续发送，内容不会丢失。', others: '另有 {n} 项属于{names}，须其本人登录后发送。', retry: '再试一次', discard: '不再发送', discardAsk: '确定不再发送这一项吗？内容将从手机上删除。', sendNow: '立即发送', kinds: { photo: '照片', step: '工单操作', observation: '随手拍', usefulness: '评价' } as Record<string, string>,
    states: { waiting: '待发', done: '已收到', refused: '未被接受' } as Record<string, string>, acceptedBy: '工单已由{name}签收。', nowIs: '工单现为“{state}”，经办人 {name}。',
  },
}

export const phoneEn: typeof phoneZh = {
  title: 'My tasks', order: 'Work order', brand: 'Anlan', desktop: 'Full site', skip: 'Skip to content',
  nav: { label: 'Phone navigation', tasks: 'Tasks', points: 'Points', report: 'Report', queue: 'To send' },
  link: { ok: 'Online', off: 'No network', gone: 'Server unreachable' },
  asOf: 'No network: this is what was known at {at}.', remembered: 'Working offline as {name}; you are checked when the network is back.',
  install: { ask: 'Install it: opens without a network.', do: 'Install', ios: 'Tap Share, then Add to Home Screen: opens without a network.', later: 'Later' },
  home: {
    mine: 'My tasks', town: 'Work orders here', empty: 'Nothing to do at present.', emptyHint: 'New tasks appear by themselves, and you are told.', nearest: 'Nearest first', newest: 'By time',
    locate: 'Sort by distance', locating: 'Locating', noPlace: 'No position: check the phone’s location permission.', alarms: '{n} alarms standing', recovered: 'Alarms have cleared', count: '{n}',
    verify: 'For you to verify', todo: 'For you to handle',
  },
  do: {
    accept: 'Accept now', accepted: 'Accept', feedback: 'Done: send feedback', sent: 'Handed in, waiting for verification', closed: 'Closed', wait: 'Nothing for you to do', verify: 'Verify', waiting: 'Kept, to be sent', by: 'With {name}',
    textNeeded: 'Write one sentence, or tap one above.', photoNeeded: 'Take a photo, or say why there is none.',
  },
  measures: { title: 'Measures', done: '{n} of {total} done', avoid: 'Never' },
  photos: { title: 'Photos', take: 'Take photo', locating: 'Locating', placed: 'Located (±{m} m)', unplaced: 'No position', waiting: 'To send', arrived: 'Received', refused: 'Not taken', remove: 'Remove photo', bad: 'This picture cannot be opened: take it again.', why: 'Why there is no photo' },
  text: { title: 'What was done', hint: 'What you did, how it is now', quick: ['Leak isolated, value back to normal.', 'People evacuated, ventilation on.', 'Instrument fault, repair ordered.', 'Normal work, nothing wrong on the spot.'] },
  useful: { ask: 'Was this alarm useful?', yes: 'Useful', no: 'Not useful', thanks: 'Thank you, noted.' },
  report: {
    title: 'Report', what: 'What do you see', kinds: { fire: 'Fire, smoke', gas: 'Smell, leak', passage: 'Blocked way', electric: 'Electrical', equipment: 'Broken equipment', conduct: 'Unsafe conduct', other: 'Other' },
    where: 'Which enterprise', nearby: 'Nearby', none: 'Not sure', text: 'In words (optional)', hint: 'One sentence', send: 'Report', needKind: 'First choose what you see.', needShown: 'Take a photo or write a sentence.', kept: 'Kept; sent when there is a network.', mine: 'My reports', empty: 'You have not reported anything yet.', state: { open: 'Open', taken_over: 'Taken over', dismissed: 'Dismissed' },
  },
  points: { title: 'Points of my enterprise', empty: 'No points registered yet.', none: 'Your account belongs to no enterprise: no points.', live: 'Values follow the field', bad: 'Troubled first' },
  queue: {
    title: 'To be sent', empty: 'Everything is sent.', emptyHint: 'What you do without a network is kept here and sent in order when it returns.', waiting: '{n} to send', refused: '{n} need you', sending: 'Sending', allSent: 'All sent', full: 'The phone’s storage is full: what you just did was not kept. Send what waits, or free some space, and try again.',
    signIn: 'Your sign-in has ended. Sign in and sending goes on; nothing is lost.', others: '{n} more belong to {names} and wait for their sign-in.', retry: 'Try again', discard: 'Do not send', discardAsk: 'Really not send it? It will be deleted from this phone.', sendNow: 'Send now', kinds: { photo: 'Photo', step: 'Work order step', observation: 'Report', usefulness: 'Opinion' },
    states: { waiting: 'To send', done: 'Received', refused: 'Not taken' }, acceptedBy: 'The work order was already accepted by {name}.', nowIs: 'The work order is now “{state}” with {name}.',
  },
}

/** Words of closing and learning. */
export const learningZh = {
  title: '复盘', lead: '近 {n} 天生成的工单', nav: '复盘', classify: '原因与措施分类', cause: '原因', measures: '措施', note: '说明', save: '保存分类', saved: '已保存分类', none: '尚未分类。', choose: '请选择', basis: '依据：{source}', byAt: '{name} 于 {at} 填写', useful: '这条报警有用吗？', yes: '有用', no: '没用', votes: '有用 {a} · 没用 {b}',
  report: '闭环报告', issue: '出具闭环报告（PDF）', issuing: '正在生成', edition: '第 {n} 版', noReport: '尚未出具。', onlyEnded: '工单办结后可出具。',
  opened: '生成', closed: '已闭环', falseAlarm: '误报办结', unclassified: '办结未分类', usefulRate: '评价有用', causes: '原因', measuresTop: '措施', least: '被评价“没用”的报警', repeat: '重复发生', repeatLead: '同一企业的同一测点或同一原因，{days} 天内工单不少于 {times} 件', by: { point: '同一测点', cause: '同一原因' } as Record<string, string>, col: { enterprise: '企业', what: '重复项', count: '件数', falseAlarms: '其中误报', span: '首次—最近', orders: '工单' }, noRepeat: '没有达到条件的重复情况。', empty: '这段时间没有数据。', days: '{n} 天', times: '至少 {n} 件', asOf: '统计时间 {at}', evidence: '证据', evidenceYes: '已有现场照片 {n} 张', evidenceNo: '没有现场照片，复核时须说明原因', second: '第二人', secondText: '处置人 {handler}，须由其以外的复核权限人员复核', classFirst: '建议先填写原因与措施分类，再复核办结。',
}
export const learningEn: typeof learningZh = {
  title: 'Learning', lead: 'Work orders opened in the last {n} days', nav: 'Learning', classify: 'Cause and measures', cause: 'Cause', measures: 'Measures', note: 'Note', save: 'Save', saved: 'Saved', none: 'Not classified yet.', choose: 'Choose', basis: 'After: {source}', byAt: 'by {name}, {at}', useful: 'Was this alarm useful?', yes: 'Useful', no: 'Not useful', votes: 'useful {a} · not useful {b}',
  report: 'Closing report', issue: 'Issue the closing report (PDF)', issuing: 'Setting', edition: 'Edition {n}', noReport: 'None issued yet.', onlyEnded: 'Can be issued when the work order has ended.',
  opened: 'Opened', closed: 'Closed', falseAlarm: 'False alarms', unclassified: 'Ended, not classified', usefulRate: 'Called useful', causes: 'Causes', measuresTop: 'Measures', least: 'Alarms called not useful', repeat: 'Again and again', repeatLead: 'The same point or cause at one enterprise: {times} or more work orders in {days} days', by: { point: 'Same point', cause: 'Same cause' }, col: { enterprise: 'Enterprise', what: 'What', count: 'Work orders', falseAlarms: 'False alarms', span: 'First — latest', orders: 'Which' }, noRepeat: 'Nothing has come back that often.', empty: 'No data in this time.', days: '{n} days', times: 'at least {n}', asOf: 'As of {at}', evidence: 'Evidence', evidenceYes: '{n} photos', evidenceNo: 'No photo: the verifier must say why', second: 'Second person', secondText: 'Handled by {handler}; somebody else with the right to verify must close it', classFirst: 'Put cause and measures into classes first, then verify.',
}
